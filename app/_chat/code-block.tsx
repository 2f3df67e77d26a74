"use client";

import { Check, Copy } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslations } from "use-intl/react";
import { useToast } from "@/app/_ui/toast";

type Props = { text: string; language: string };

const mostLines = 24;
const copiedMs = 2000;
/** Colours for more than this take longer than they help. */
const mostColoured = 20_000;

export function CodeBlock({ text, language }: Props) {
	const t = useTranslations("richText");
	const lines = text.split("\n");
	const [whole, setWhole] = useState(lines.length <= mostLines);
	const shown = whole ? text : lines.slice(0, mostLines).join("\n");
	const coloured = useColours(shown, language);
	return (
		<figure className="relative max-w-full overflow-hidden rounded-md border bg-sunken">
			<figcaption className="flex h-8 items-center justify-between border-b ps-3 pe-1 text-xs text-text-muted">
				<span>{language || t("code")}</span>
				<CopyButton text={text} />
			</figcaption>
			<pre
				dir="ltr"
				// biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reachable by keyboard.
				tabIndex={0}
				className="overflow-x-auto p-3 font-mono text-[13px] leading-5 whitespace-pre"
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
			<Icon size={14} aria-hidden="true" />
			<span aria-live="polite">{copied ? t("copied") : t("copy")}</span>
		</button>
	);
}

/** The text in colours, once what knows the language is here; null until then, and where nothing does. */
function useColours(text: string, language: string): ReactNode {
	const [coloured, setColoured] = useState<{ text: string; nodes: ReactNode } | null>(null);
	useEffect(() => {
		if (!language || text.length > mostColoured) return;
		let wanted = true;
		import("./code-colours")
			.then(({ colour }) => {
				const nodes = colour(text, language);
				if (wanted && nodes) setColoured({ text, nodes });
			})
			// Code without colours is code all the same.
			.catch(() => {});
		return () => {
			wanted = false;
		};
	}, [text, language]);
	return coloured?.text === text ? coloured.nodes : null;
}
