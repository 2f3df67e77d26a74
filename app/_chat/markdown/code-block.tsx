"use client";

import { Check, Copy } from "lucide-react";
import { type ReactNode, type RefObject, useEffect, useRef, useState } from "react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { useToast } from "@/app/_ui/toast";
import type { HighlightedCode } from "./highlight-code";
import { HighlightQueue } from "./highlight-queue";

type Props = { text: string; language: string };

const mostLines = 24;
const copiedMs = 2000;
/** Highlighting longer code takes more time than it is worth. */
const maxColoured = 2000;

export function CodeBlock({ text, language }: Props) {
	const t = useTranslations("richText");
	const lines = text.split("\n");
	const [whole, setWhole] = useState(lines.length <= mostLines);
	const shown = whole ? text : lines.slice(0, mostLines).join("\n");
	const figure = useRef<HTMLElement>(null);
	const coloured = useColours(shown, language, useSeen(figure));
	return (
		<figure ref={figure} className="relative max-w-full overflow-hidden rounded-md border bg-sunken">
			<figcaption className="flex h-8 items-center justify-between border-b ps-3 pe-1 text-xs text-text-muted">
				<span>{language || t("code")}</span>
				<CopyButton text={text} />
			</figcaption>
			<pre
				dir="ltr"
				// biome-ignore lint/a11y/noNoninteractiveTabindex: scrollable content must be reachable by keyboard.
				tabIndex={0}
				className="overflow-x-auto p-3 font-mono text-[0.8125rem] leading-5 whitespace-pre"
			>
				<code>{coloured ?? shown}</code>
			</pre>
			{!whole && (
				<button
					type="button"
					tabIndex={-1}
					onClick={() => setWhole(true)}
					className="link w-full border-t py-1.5 text-meta max-md:py-3"
				>
					{t("showAllLines", { count: lines.length })}
				</button>
			)}
		</figure>
	);
}

function CopyButton({ text }: { text: string }) {
	const t = useTranslations("richText");
	const toast = useToast();
	const [copied, setCopied] = useState(false);
	useEffect(() => {
		if (!copied) return;
		const timer = setTimeout(() => setCopied(false), copiedMs);
		return () => clearTimeout(timer);
	}, [copied]);
	const copy = async () => {
		try {
			await navigator.clipboard.writeText(text);
			setCopied(true);
		} catch {
			toast({ tone: "error", text: t("copyFailed") });
		}
	};
	const Icon = copied ? Check : Copy;
	return (
		<button
			type="button"
			tabIndex={-1}
			onClick={() => void copy()}
			className="inline-flex h-6 items-center gap-1.5 rounded-sm px-2 hover:bg-surface-hover hover:text-text max-md:h-11"
		>
			<Icon size="0.875rem" aria-hidden="true" />
			<span aria-live="polite">{copied ? t("copied") : t("copy")}</span>
		</button>
	);
}

const queue = new HighlightQueue(
	() => new Worker(new URL("./highlight-code.worker.ts", import.meta.url), { type: "module" }),
);

/** The highlighted code once it was visible and processed; null until then, and for an unknown language. */
function useColours(text: string, language: string, isSeen: boolean): ReactNode {
	const [coloured, setColoured] = useState<{ text: string; colours: HighlightedCode } | null>(null);
	useEffect(() => {
		if (!language || !isSeen || text.length > maxColoured) return;
		return queue.add({ text, language, done: (colours) => colours && setColoured({ text, colours }) });
	}, [text, language, isSeen]);
	if (coloured?.text !== text) return null;
	return coloured.colours.map((piece, place) => (
		// biome-ignore lint/suspicious/noArrayIndexKey: the pieces never change, they are replaced.
		<span key={place} className={piece.className ?? undefined}>
			{piece.text}
		</span>
	));
}

/** Whether an element has been visible. */
function useSeen(ref: RefObject<HTMLElement | null>): boolean {
	const [isSeen, setSeen] = useState(false);
	useEffect(() => {
		if (!ref.current || isSeen) return;
		const observer = new IntersectionObserver((entries) => {
			if (entries.some(({ isIntersecting }) => isIntersecting)) setSeen(true);
		});
		observer.observe(ref.current);
		return () => observer.disconnect();
	}, [ref, isSeen]);
	return isSeen;
}
