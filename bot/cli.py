"""The command line: arguments in, exit codes out. What the commands do is elsewhere.

    pbxbot demo           everything on this machine, nothing is really called
    pbxbot run            with settings from the environment or .env
    pbxbot sandbox        the PBX and the Telegram of the demo, for other programs
    pbxbot link           make a PBX account known (asks for it)
    pbxbot secrets new    a fresh SECRET_KEY
"""
