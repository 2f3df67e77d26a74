import { highlightCode } from "./highlight-code";

/** Highlights one block at a time. The page terminates the worker when it takes too long. */
self.addEventListener("message", ({ data }: MessageEvent<{ text: string; language: string }>) =>
	self.postMessage(highlightCode(data.text, data.language)),
);
self.postMessage("ready");
