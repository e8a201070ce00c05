"""Recognises pages that come in place of a document: errors, sign-in, checks for robots, empty programs."""

from __future__ import annotations

import re

from corpus.language.lazy_regex import lazy_regex

# Titles of error pages. No law is called "Error 503", and a real page about errors has a longer title.
_SORRY = lazy_regex(
    r"^\W*(?:error\b(?!-)|(?:http )?(?:status )?[45]\d\d\b|oops|sorry\b|not found|page not found|page unavailable"
    r"|access denied|request access|"
    r"forbidden|attention required|just a moment|are you a robot|human verification|verify you are|captcha|"
    r"(?:site|service|server|temporarily) (?:is )?(?:temporarily )?(?:unavailable|down|maintenance|error)"
    r"|internal server error|"
    r"bad gateway|gateway time-?out|too many requests|(?:under |scheduled )?maintenance\b|request rejected|"
    r"(?:抱歉|对不起)?\W{0,3}(?:您?(?:访问|请求|查找|要找)的)?(?:页面|网页|頁面|網頁|文件|资源)(?:不存在|未找到|没有找到|找不到|走丢|已被?删除)"
    r"|(?:找不到|没有找到|未找到|無法找到|无法找到)(?:该|此|您)?(?:页面|网页|頁面|網頁|服务器|文件)|(?:访问|页面|系统|服务器)?出错了?\W*$"
    r"|访问(?:出错|被拒绝|受限|异常|过于频繁)|(?:拒绝|禁止)访问|(?:安全|人机|身份)验证\W*$|(?:系统|网站|服务)(?:正在)?(?:维护|升级)中?\W*$"
    r"|系統維護|服务(?:器)?(?:暂时)?不可用"
    r"|エラー|お探しのページ|(?:ご指定の)?(?:ページ|ファイル|ウェブページ)(?:が|は)(?:見つかり|存在し|表示でき)ません"
    r"|(?:ただいま|現在)?\W{0,2}(?:システム|サイト|サーバー?)?(?:は|を)?メンテナンス|アクセス(?:が|は)?(?:拒否|禁止|できません|集中)"
    r"|(?:요청하신 )?페이지를 찾을 수 없|접근이 (?:거부|제한)"
    r"|seite (?:wurde )?nicht gefunden|zugriff verweigert|page (?:introuvable|non trouvée)|accès refusé"
    r"|página no encontrada|acceso denegado|pagina non trovata|ошибка [45]\d\d|страница не найдена|доступ запрещ[её]н)",
    re.IGNORECASE,
)
# The same behind the site's own name (“Federal Register :: Request
# Access”), where only a whole part of the title counts.
_SIGN = lazy_regex(r"\s(?:::|\||[-–—])\s")
_SORRY_ALONE = lazy_regex(
    r"(?:error(?: [45]\d\d)?|[45]\d\d|(?:page )?not found|page unavailable|access denied|request access|forbidden"
    r"|attention required!?|"
    r"just a moment\W*|human verification|service unavailable|too many requests|request rejected)",
    re.IGNORECASE,
)
_SIGN_IN = lazy_regex(
    r"(?:(?:please |member |user |customer |account )?(?:sign|log)[ -]?(?:in|on)"
    r"(?: (?:to|with|required|page)\b.{0,60})?"
    r"|login|single sign-on|authentication(?: required)?|identification|anmelden|anmeldung|connexion|se connecter"
    r"|iniciar sesión"
    r"|(?:用户|会员|會員|使用者|系统|统一|账号|帳號|统一身份){0,2}(?:登录|登入|登錄|登陆)(?:系统|页面|頁面|平台)?"
    r"|统一身份(?:认证|验证)(?:平台|系统)?|(?:利用者|会員|ユーザー?|システム)?(?:ログイン|サインイン)(?:画面|ページ)?|로그인"
    r"|вход(?: в систему)?|авторизация)\W*",
    re.IGNORECASE,
)
# What such a page says where its title is the site's own.
_SAID = lazy_regex(
    r"\b(?:enable|turn on|activate|requires?) (?:javascript|cookies)\b|checking your browser|unusual traffic from"
    r"|access (?:to this (?:page|site|resource) )?(?:is|was|has been) denied|you (?:do not|don't) have permission"
    r"|verify (?:that )?you are (?:a )?human|your session (?:has )?(?:expired|timed out)"
    r"|please (?:sign|log) in\b|you must (?:sign|log) in\b|启用 ?javascript|javascript ?を有効"
    r"|(?:页面|网页|頁面|網頁)(?:不存在|没有找到|未找到|出错)|(?:已被|被)(?:网站)?(?:安全防护|防火墙)\S{0,6}(?:拦截|阻断)|完成安全验证"
    r"|(?:正在(?:维护|升级)|維護中).{0,10}稍后|(?:输入|請輸入)(?:用户名|账号|帳號|密码)|用户名.{0,12}密码.{0,30}(?:登录|验证码)"
    r"|帳號.{0,6}密碼|(?:ページ|ファイル)(?:は|が)(?:見つかりません|存在しません|移動または削除)|しばらくしてから(?:再度|もう一度)?.{0,6}アクセス"
    r"|このページを表示する権限|(?:利用者)?ID.{0,6}パスワード|페이지를 찾을 수 없습니다"
    r"|(?:angeforderte )?seite wurde nicht gefunden|page demandée n['’]existe|página solicitada no existe"
    r"|страница не найдена|логин.{0,4}пароль",
    re.IGNORECASE,
)
_LONGEST_TITLE = 100  # characters
_SHORT_PAGE = 1_500  # characters of text below which a page may be no document
_FEW_CHARACTERS = 500  # characters of a page that says nothing else


def is_error_title(title: str) -> bool:
    """Return whether a title, or a first heading, is that of an error page."""
    if len(title) >= _LONGEST_TITLE:
        return False
    return bool(_SORRY.search(title) or any(_SORRY_ALONE.fullmatch(part) for part in _SIGN.split(title)))


def instead_of_document(titles: list[str], text: str, *, password: bool) -> str:
    """Return what a page is that is no document, in words; "" for one that may be.

    `titles` are its title and first heading, `text` what it shows, `password` says whether it asks for one.
    """
    if len(text) < _SHORT_PAGE:
        if any(map(is_error_title, titles)):
            return "an error page"
        alone = (part for title in titles for part in _SIGN.split(title))
        if password or any(map(_SIGN_IN.fullmatch, alone)):
            return "a page for signing in"
    if len(text) < _FEW_CHARACTERS and _SAID.search(text):
        return "a page that keeps its text back"
    return ""
