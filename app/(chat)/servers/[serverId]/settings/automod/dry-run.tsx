"use client";

import { useDateFormat } from "@/app/_client/use-date-format";
import { useNameOf } from "@/app/_client/users/use-known-user";
import { useTranslations } from "@/app/_i18n/use-translations";
import type { DryRunResult } from "@/lib/realtime/protocol";
import { partsOf } from "./rule-draft";

/** The messages that a rule matches, with the matching parts highlighted. */
export function DryRun({ result: { checked, matched, matches } }: { result: DryRunResult }) {
	const t = useTranslations("automod");
	const { clock } = useDateFormat();
	const nameOf = useNameOf();
	return (
		<section aria-label={t("dryRun")} className="grid grid-cols-[minmax(0,1fr)] gap-2">
			<p role="status" className="font-semibold">
				{t("found", { matched, checked })}
			</p>
			{matches.length > 0 && (
				// biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls is reached with the keyboard
				<ol tabIndex={0} aria-label={t("dryRun")} className="max-h-96 divide-y overflow-y-auto rounded-md border">
					{matches.map(({ message, highlights, exempt }) => (
						<li key={`${message.channelId}:${message.seq}`} className="px-3 py-2">
							<p dir="auto" className="text-meta text-text-faint wrap-anywhere">
								<bdi>{nameOf(message.author)}</bdi> · {clock.full(message.createdAt)}
								{exempt && ` · ${t("exempt")}`}
							</p>
							<p dir="auto" className="line-clamp-4 wrap-anywhere whitespace-pre-wrap">
								{message.content === "" && <span className="text-text-muted">{t("noText")}</span>}
								{partsOf(message.content, highlights).map(({ at, text, isHit }) =>
									isHit ? (
										<mark
											key={at}
											className="rounded-sm bg-ember-subtle text-text underline decoration-ember decoration-2"
										>
											{text}
										</mark>
									) : (
										text
									),
								)}
							</p>
						</li>
					))}
				</ol>
			)}
			{matched > matches.length && (
				<p className="text-meta text-text-faint">{t("latest", { count: matches.length })}</p>
			)}
		</section>
	);
}
