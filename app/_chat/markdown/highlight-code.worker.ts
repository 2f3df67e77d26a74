import { colour } from "./highlight-code";

/** Colours one block at a time. Whoever asked ends it when it takes too long. */
self.addEventListener("message", ({ data }: MessageEvent<{ text: string; language: string }>) =>
	self.postMessage(colour(data.text, data.language)),
);
self.postMessage("ready");
