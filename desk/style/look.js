// Before anything is drawn: the chosen appearance, and the language for pages whose head somebody else writes.
{
  const look = document.cookie.match(/(?:^|; )tallyman_look=(light|dark)/)?.[1];
  if (look) document.documentElement.dataset.look = look;
  document.documentElement.lang = document.currentScript.dataset.language;
}
