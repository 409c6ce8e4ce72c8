"""What people call the columns of their files; names are folded as `core.columns.folded` does."""

from __future__ import annotations

from typing import Final

#: The number to be called.
PHONE_NAMES: Final = frozenset(
    {
        *("sdt", "sodt", "dtdd", "sodtdd", "dienthoai", "sodienthoai", "didong", "sodidong"),
        *("dienthoaididong", "sodienthoaididong", "sdtkh", "sodtkh", "sdtkhachhang"),
        *("dienthoaikhachhang", "sodienthoaikhachhang", "sdtlienhe", "dienthoailienhe"),
        *("sodienthoailienhe", "sothuebao", "phone", "phonenumber", "phoneno", "mobile"),
        *("mobilephone", "mobilenumber", "mobileno", "cellphone", "tel", "telno", "telephone"),
        *("telephonenumber", "callee", "customerphone"),
    }
)
#: The same, where nothing is clearer: such a column has to hold numbers as well.
PHONE_HINTS: Final = frozenset({"so", "dt", "number", "lienhe", "contact", "thuebao", "cell"})
#: The team's own id.
LABEL_NAMES: Final = frozenset(
    {
        *("ref", "refno", "reference", "hd", "mahd", "sohd", "hopdong", "mahopdong", "sohopdong"),
        *("hoso", "mahoso", "sohoso", "mathamchieu", "sothamchieu", "makhoanvay", "sokhoanvay"),
        *("contract", "contractno", "contractid", "contractnumber", "contractcode"),
        *("loanid", "loanno"),
    }
)
#: The same, where nothing is clearer.
LABEL_HINTS: Final = frozenset(
    {"ma", "id", "code", "makh", "makhachhang", "customerid", "madon", "madonhang", "orderid"}
)
