import { highlightCode } from "./highlight-code";

/** Colours one block at a time. Whoever asked ends it when it takes too long. */
self.addEventListener("message", ({ data }: MessageEvent<{ text: string; language: string }>) =>
	self.postMessage(highlightCode(data.text, data.language)),
);
self.postMessage("ready");
