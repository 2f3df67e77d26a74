export { isParserLoaded, loadParser, onParserLoaded } from "#markdown-parser";
export type { Align, LinkForm, Node } from "./ast";
export { hasOnlyEmoji, isOnlyEmoji } from "./emoji";
export { channelTitle, isolated, readsFromRight } from "./isolated";
export { isCrowd } from "./names";
export { bar, plainText } from "./plain-text";
export { emojiCodesOf, excerptOf, keywordTextOf, linksOf, mentionsOf } from "./reading";
export { realHost } from "./real-host";
export { canParse, maxMentions, parse, remember, treesOf } from "./tree";
