"use client";

import { useId } from "react";
import { useLocale } from "use-intl/react";
import { copyToClipboard } from "@/app/_client/copy-to-clipboard";
import { usePendingMessages } from "@/app/_client/messages/use-pending-messages";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { useToast } from "@/app/_ui/toast";
import { isolated } from "@/lib/markdown";
import type { Unsent } from "./unsent";

/** Shows a user who lost access to a channel their unsent text, to copy it, and the names of unsent files. */
export function UnsentText({ channelId, unsent }: { channelId: number; unsent: readonly Unsent[] }) {
	const t = useTranslations("conversation");
	const locale = useLocale();
	const toast = useToast();
	const headingId = useId();
	const outgoing = usePendingMessages(channelId).filter(({ seq }) => seq === null);
	const text = [...outgoing.map(({ content }) => content), ...unsent.map((one) => one.text)]
		.filter((content) => content.trim() !== "")
		.join("\n\n");
	const files = [
		...outgoing.flatMap(({ attachments = [] }) => attachments.map(({ name }) => name)),
		...unsent.flatMap((one) => one.files),
	];
	if (text === "" && files.length === 0) return null;
	const copy = async () => {
		const done = await copyToClipboard(text);
		toast(done ? { text: t("copied") } : { tone: "error", text: t("copyFailed") });
	};
	return (
		<section
			aria-labelledby={headingId}
			className="w-full min-w-0 rounded-lg border bg-sunken px-3.5 py-2.5 text-sm [text-align:start]"
		>
			<div className="flex min-h-8 items-center gap-3">
				<h2 id={headingId} className="min-w-0 flex-1 font-bold">
					{t("unsentHeading")}
				</h2>
				{text !== "" && (
					<Button size="small" onClick={copy}>
						{t("copyText")}
					</Button>
				)}
			</div>
			{text !== "" && (
				// biome-ignore lint/a11y/noNoninteractiveTabindex: scrollable content must be reachable by keyboard.
				<p tabIndex={0} dir="auto" className="mt-1.5 max-h-60 overflow-y-auto whitespace-pre-wrap wrap-anywhere">
					{text}
				</p>
			)}
			{files.length > 0 && (
				<p dir="auto" className="mt-1.5 text-text-muted wrap-anywhere">
					{t("unsentFiles", {
						count: files.length,
						names: new Intl.ListFormat(locale).format(files.map((name) => isolated(name))),
					})}
				</p>
			)}
		</section>
	);
}
