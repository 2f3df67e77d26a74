import { choices, cssPreferences, storageKey } from "./preferences";

/**
 * Applies the preferences before the first paint, as a script of the page, so that the user sees no change. The page of
 * a signed-in user has the settings of their account (`settings`): they become those of this browser, except for choices
 * that the account does not have yet.
 */
export const applyPreferencesScript = `try{var s=localStorage,d=document.documentElement,j=function(k){return JSON.parse(s.getItem(k))||{}},p=j("${storageKey}"),m=document.querySelector('meta[name="settings"]');if(m){var a=JSON.parse(m.content),c=Object.assign({},a.settings,j("hearth.settings."+a.userId));${JSON.stringify(Object.keys(choices))}.forEach(function(n){if(c[n])p[n]=c[n]});try{if(c.theme)s.setItem("theme",c.theme);s.setItem("${storageKey}",JSON.stringify(p))}catch(e){}}${JSON.stringify(cssPreferences)}.forEach(function(n){if(p[n]&&/^[a-z]+$/.test(p[n]))d.dataset[n]=p[n]});if(/^[0-9.]{2,5}$/.test(p.textSize)&&p.textSize!=="100")d.style.fontSize=p.textSize+"%"}catch(e){}`;
