"""A page that comes in place of a document is refused in every language; a document about such pages is read."""

from __future__ import annotations

import pytest

from corpus.errors import UnreadableDocument
from corpus.parsers.dispatch import read_bytes
from corpus.parsers.file import File

_INSTEAD = {
    "404 Not Found": "您访问的页面不存在或已被删除。返回首页",
    "页面未找到": "抱歉，您要访问的页面没有找到。可能已被移动或删除。",
    "出错了": "对不起，您访问的页面出错了，请稍后再试。",
    "商务部业务系统统一平台": "用户登录 用户名 密码 验证码 登录 忘记密码",
    "统一身份认证": "请输入用户名和密码登录系统",
    "访问被拒绝": "您的请求可能存在威胁，已被网站安全防护系统拦截。",
    "安全验证": "请完成安全验证后继续访问",
    "系统维护中": "系统正在维护，请稍后访问。",
    "中国政府网": "请启用JavaScript后访问本页面",
    "找不到網頁": "您所要求的網頁不存在",
    "會員登入": "帳號 密碼",
    "404 エラー": "お探しのページは見つかりませんでした。",
    "ページが見つかりません | 経済産業省": "お探しのページは移動または削除された可能性があります。",
    "ただいまメンテナンス中です": "しばらくしてから再度アクセスしてください。",
    "ログイン - 電子申請システム": "ID パスワード",
    "利用者ログイン": "利用者ID パスワードを入力してください",
    "アクセスが拒否されました": "このページを表示する権限がありません。",
    "e-Gov法令検索": "このサイトを利用するにはJavaScriptを有効にしてください。",
    "페이지를 찾을 수 없습니다": "요청하신 페이지를 찾을 수 없습니다.",
    "Seite nicht gefunden": "Die angeforderte Seite wurde nicht gefunden.",
    "Page introuvable": "La page demandée n'existe pas.",
    "Access Denied": "You don't have permission to access this page.",
    "SNAP-R": "Your session has expired. Please log in again.",
    "Just a moment...": "Checking your browser before accessing the site",
}
_DOCUMENTS = {
    "出口管制法": "第一条 为了维护国家安全和利益，加强和规范出口管制，制定本法。",
    "用户登录管理办法": "第一条 为规范用户登录行为，制定本办法。用户登录时应当提供真实身份信息。",
    "关于系统维护期间许可证申领事项的公告": "系统维护期间，出口经营者可以向商务主管部门提交纸质申请。",
    "電子申請のログイン方法について": "申請者は、ログイン画面から申請する。許可申請書を添付すること。",
    "Rules for signing in": "A person must sign in the register before goods leave the depot, and keeps records.",
    "Errors in declarations": "An exporter corrects an error in a declaration within five days.",
}


def _page(title: str, text: str) -> File:
    head = f"<title>{title}</title><style>.a{{color:red}}</style><script>var hidden = 1;</script>"
    return File("a.html", f"<html><head>{head}</head><body><h1>{title}</h1><p>{text}</p></body></html>".encode())


@pytest.mark.parametrize("title", _INSTEAD)
def test_a_page_in_place_of_a_document_is_refused(title: str) -> None:
    with pytest.raises(UnreadableDocument, match="not a document"):
        read_bytes(_page(title, _INSTEAD[title]))


@pytest.mark.parametrize("title", _DOCUMENTS)
def test_a_document_that_speaks_of_such_things_is_read(title: str) -> None:
    [reading] = read_bytes(_page(title, _DOCUMENTS[title]))
    assert _DOCUMENTS[title] in reading.text
    assert "hidden" not in reading.text
    assert "color" not in reading.text
