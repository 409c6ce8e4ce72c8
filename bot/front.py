"""The chat side of the composition root: every family of commands, given what it works with."""

from __future__ import annotations

from bot.chat.access import Access
from bot.chat.accounts import Accounts
from bot.chat.answers import Answers, Family
from bot.chat.application import Handlers
from bot.chat.call import Call
from bot.chat.contacts import Contacts
from bot.chat.desk import Desk
from bot.chat.do_not_call import Blocks
from bot.chat.follow_ups import FollowUpButtons
from bot.chat.invite import Invite
from bot.chat.list_draft import ListDraft
from bot.chat.list_family import ListFamily
from bot.chat.list_fix import ListFix
from bot.chat.list_preview import ListAnswers, ListPreviewButtons
from bot.chat.list_run import ListButtons
from bot.chat.listening import Listening
from bot.chat.lists import Lists
from bot.chat.logout import Logout
from bot.chat.mend import Mend, Run
from bot.chat.notify import Notify
from bot.chat.once_more import OnceMore
from bot.chat.otp import Otp
from bot.chat.preview import PreviewButtons
from bot.chat.rooms import Rooms
from bot.chat.settings import OwnSettings
from bot.chat.start import Start
from bot.chat.status import Status
from bot.chat.team import Users
from bot.core.people import Act
from bot.core.records import Topic
from bot.flows.catch_up import CatchUp
from bot.flows.do_not_call import DoNotCall
from bot.flows.figures import Figures
from bot.flows.follow_ups import FollowUps
from bot.flows.invite import Inviting
from bot.flows.lend import Lending
from bot.flows.link import Linker
from bot.flows.list_files import ListFiles
from bot.flows.list_mending import ListMender
from bot.flows.list_reading import ListReader
from bot.flows.list_run import ListRuns
from bot.flows.listen import Listener
from bot.flows.lists import ListDrafts
from bot.flows.people import People
from bot.flows.preview import Previews
from bot.flows.questions import HeldCodes, Questions
from bot.flows.routing import Routing
from bot.flows.subscribe import Subscriptions
from bot.flows.team import Team
from bot.parts import Parts
from bot.shelves import build_shelves


def build_handlers(parts: Parts) -> Handlers:
    """The handlers of every update."""
    desk = _desk(parts)
    subscriptions = Subscriptions(store=parts.store, now=parts.now)
    catch_up = _catch_up(parts)
    accounts, own, logout, invite, users = _team(parts, desk, catch_up)
    listening = _listening(parts, desk)
    otp, call, preview, many = _calls(parts, desk, listening)
    scripts, uploads, records = build_shelves(parts, desk, catch_up, many, listening)
    figures = _figures(parts)
    runs = {
        "call": Run(act=Act.CALL, run=call.run),
        "otp": Run(act=Act.CALL, run=otp.run),
        "cdr": Run(act=Act.VIEW, run=records.run),
        "template": Run(act=Act.CALL, run=scripts.known.run),
        "upload": Run(act=Act.CALL, run=uploads.run),
        "settings": Run(act=Act.VIEW, run=own.run),
    }
    links = (invite.opened, preview.opened, many.draft.opened)
    start = Start(desk=desk, figures=figures, links=links, runs=runs)
    families: dict[Topic, Family] = {
        Topic.ACCOUNT: accounts,
        Topic.CALL: call,
        Topic.OTP: otp,
        Topic.TEMPLATE: scripts.known,
        Topic.MAKING: scripts.making,
        Topic.UPLOAD: uploads,
        Topic.LIST: many.answers,
    }
    return Handlers(
        start=start,
        answers=Answers(
            desk=desk,
            families=families,
            is_key=accounts.linker.knows,
            number=records.number,
            rows=many.sent.rows,
            otherwise=start.command,
        ),
        mend=Mend(desk=desk, runs=runs),
        accounts=accounts,
        own=own,
        logout=logout,
        invite=invite,
        users=users,
        otp=otp,
        call=call,
        once_more=OnceMore(desk=desk, call=call),
        lists=many,
        follow_ups=_follow_ups(parts, desk),
        preview=preview,
        notify=Notify(desk=desk, subscriptions=subscriptions),
        status=_status(parts, desk, figures),
        scripts=scripts,
        uploads=uploads,
        blocks=_blocks(parts, desk),
        records=records,
        rooms=_rooms(parts, desk),
    )


def _blocks(parts: Parts, desk: Desk) -> Blocks:
    do_not_call = DoNotCall(store=parts.store, now=parts.now, wake=parts.wake)
    return Blocks(desk=desk, do_not_call=do_not_call)


def _rooms(parts: Parts, desk: Desk) -> Rooms:
    routing = Routing(store=parts.store, now=parts.now, wake=parts.wake)
    return Rooms(routing=routing, people=desk.people, sender=parts.sender)


def _catch_up(parts: Parts) -> CatchUp:
    return CatchUp(
        store=parts.store,
        clients=parts.clients,
        now=parts.now,
        hooks_come=parts.hooks_come,
        wake=parts.wake,
        spawn=parts.spawn,
    )


def _desk(parts: Parts) -> Desk:
    settings, store, now = parts.settings, parts.store, parts.now
    people = People(store=store, admin_ids=frozenset(settings.admin_ids), now=now)
    return Desk(
        access=Access(
            people=people,
            sender=parts.sender,
            default_language=settings.default_language,
            now=now,
        ),
        sender=parts.sender,
        people=people,
        questions=Questions(store=store, now=now, new_id=parts.new_secret),
        tz=settings.timezone,
        now=now,
        speaks=parts.speak is not None,
    )


def _listening(parts: Parts, desk: Desk) -> Listening:
    listener = Listener(speak=parts.speak, now=parts.now) if parts.speak else None
    return Listening(desk=desk, listener=listener, spawn=parts.spawn)


def _figures(parts: Parts) -> Figures:
    return Figures(
        store=parts.store,
        now=parts.now,
        tz=parts.settings.timezone,
        started_at=parts.now(),
        hooks_come=parts.hooks_come,
    )


def _team(
    parts: Parts, desk: Desk, catch_up: CatchUp
) -> tuple[Accounts, OwnSettings, Logout, Invite, Users]:
    """Who is let in, and with which account they call."""
    store, now, wake = parts.store, parts.now, parts.wake
    language, admin_ids = parts.settings.default_language, desk.people.admin_ids
    lending = Lending(store=store, now=now, wake=wake, language=language)
    team = Team(
        store=store, lending=lending, admin_ids=admin_ids, now=now, wake=wake, language=language
    )
    inviting = Inviting(
        store=store, admin_ids=admin_ids, now=now, new_secret=parts.new_secret, wake=wake
    )
    linker = Linker(
        store=store,
        keyring=parts.keyring,
        make=parts.make_client,
        on_secret=parts.on_secret,
        now=now,
    )
    return (
        Accounts(desk=desk, linker=linker, log_in=parts.log_in, catch_up=catch_up),
        OwnSettings(desk=desk, default_language=language),
        Logout(desk=desk, lending=lending),
        Invite(desk=desk, inviting=inviting, lending=lending, team=team, default_language=language),
        Users(desk=desk, team=team, lending=lending, default_language=language),
    )


def _calls(
    parts: Parts, desk: Desk, listening: Listening
) -> tuple[Otp, Call, PreviewButtons, ListFamily]:
    """What dials."""
    previews = Previews(store=parts.store, now=parts.now)
    contacts = Contacts(desk=desk)
    many = _lists(parts, desk, previews, contacts, listening)
    call = Call(desk=desk, previews=previews, pasted=many.sent.pasted)
    return (
        Otp(desk=desk, held=HeldCodes(parts.now), previews=previews, dialler=parts.dialler),
        call,
        PreviewButtons(
            desk=desk,
            call=call,
            dialler=parts.dialler,
            contacts=contacts,
            listening=listening,
            test_list=many.preview.test_with,
        ),
        many,
    )


def _lists(
    parts: Parts, desk: Desk, previews: Previews, contacts: Contacts, listening: Listening
) -> ListFamily:
    """What dials many."""
    store, worker = parts.store, parts.worker
    drafts = ListDrafts(store=store, now=parts.now)
    reader = ListReader(store=store, keyring=parts.keyring, now=parts.now, new_key=parts.new_secret)
    runs = ListRuns(store=store, now=parts.now, wake=parts.wake)
    files = ListFiles(store=store, write_table=worker.write_table, tz=parts.settings.timezone)
    mender = ListMender(store=store)
    draft = ListDraft(desk=desk, drafts=drafts, reader=reader, mender=mender, previews=previews)
    preview = ListPreviewButtons(
        desk=desk,
        drafts=drafts,
        draft=draft,
        runs=runs,
        dialler=parts.dialler,
        contacts=contacts,
        listening=listening,
    )
    return ListFamily(
        sent=Lists(desk=desk, reader=reader, draft=draft, read_file=worker.read_table),
        draft=draft,
        preview=preview,
        fix=ListFix(desk=desk, drafts=drafts, mender=mender, draft=draft),
        answers=ListAnswers(draft=draft, buttons=preview),
        run=ListButtons(
            desk=desk, drafts=drafts, reader=reader, draft=draft, runs=runs, files=files
        ),
    )


def _follow_ups(parts: Parts, desk: Desk) -> FollowUpButtons:
    follow_ups = FollowUps(store=parts.store, now=parts.now, wake=parts.wake)
    return FollowUpButtons(desk=desk, follow_ups=follow_ups)


def _status(parts: Parts, desk: Desk, figures: Figures) -> Status:
    return Status(
        access=desk.access,
        sender=desk.sender,
        people=desk.people,
        figures=figures,
        look_now=parts.reconciler.look_now,
        tz=desk.tz,
        now=desk.now,
    )
