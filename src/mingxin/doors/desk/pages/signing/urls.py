from mingxin.doors.desk.pages.signing import government, views
from mingxin.doors.desk.routing import route

routes = [
    route("sign-in/", views.sign_in, "sign_in", None),
    route("sign-in/code/", views.sign_in_code, "sign_in_code", None, purpose="填写动态验证码"),
    route("sign-in/oidc/", government.start, "oidc_start", None, purpose="用政务统一身份认证登录"),
    route("sign-in/oidc/back/", government.back, "oidc_back", None, purpose="政务统一身份认证返回"),
    route("sign-out/", views.sign_out, "sign_out", None, purpose="退出工作台"),
]
