from mingxin.access.permits import Act
from mingxin.doors.desk.pages.mine import factor, views
from mingxin.doors.desk.routing import route

_PURPOSE = "设置本人的动态验证码"
routes = [
    route("mine/", views.mine, "mine", Act.ENTER, purpose="我的账户"),
    route("mine/password/", views.password, "password", Act.ENTER, purpose="修改本人口令", while_due=True),
    route("mine/second-factor/", factor.enrol, "second_factor", Act.ENTER, purpose=_PURPOSE, while_due=True),
    route("mine/second-factor/qr.svg", factor.picture, "second_factor_qr", Act.ENTER, purpose=_PURPOSE, while_due=True),
    route("mine/second-factor/codes/", factor.codes, "recovery_codes", Act.ENTER, purpose="更换本人的恢复码"),
    route("mine/second-factor/off/", factor.off, "second_factor_off", Act.ENTER, purpose="停用本人的动态验证码"),
]
