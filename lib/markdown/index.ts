export type { Align, LinkForm, Node } from "./ast";
export { hasOnlyEmoji, isOnlyEmoji } from "./emoji";
export { channelTitle, isolated, readsFromRight } from "./isolated";
export { realHost } from "./links";
export { isCrowd } from "./names";
export { bar, plainText } from "./plain-text";
export { excerptOf, keywordTextOf, linksOf, mentionsOf } from "./reading";
export { maxMentions, parse } from "./tree";
