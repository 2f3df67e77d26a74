"use client";

import { useState } from "react";
import { Markdown } from "@/app/_chat/markdown/markdown";
import { type Node, remember } from "@/lib/markdown";

type Props = { text: string; trees: [string, Node[]][] };

/** Renders Markdown that the server has parsed, so that the browser shows the same before it has loaded the parser. */
export function PublicTextBody({ text, trees }: Props) {
	useState(() => {
		for (const [content, tree] of trees) remember(content, tree);
	});
	return <Markdown content={text} mentions={undefined} username="" />;
}
