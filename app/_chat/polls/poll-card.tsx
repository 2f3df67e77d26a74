"use client";

import { ChartBar, Check } from "lucide-react";
import { useEffect, useReducer, useRef, useState } from "react";
import { useLocale, useTimeZone } from "use-intl/react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import type { Message, Poll } from "@/lib/realtime/protocol";
import { useMessageActions } from "../messages/message-actions-context";
import { endLabel, hasEnded } from "./poll-time";

const longestTimer = 2 ** 31 - 1;

/** A poll with its options, votes and the viewer's choice. Arrows move among the options, a click votes. */
export function PollCard({ message, poll }: { message: Message; poll: Poll }) {
	const t = useTranslations("acts");
	const locale = useLocale();
	const timeZone = useTimeZone() ?? "UTC";
	const { vote, show } = useMessageActions();
	const { question, options, multiple, endsAt } = poll;
	const ended = useEnded(poll);
	const [pending, choose] = useVote(message, vote);
	const chosen = pending ?? options.flatMap(({ me }, option) => (me ? [option] : []));
	const total = options.reduce((sum, { votes }) => sum + votes, 0);
	const most = Math.max(1, ...options.map(({ votes }) => votes));
	const press = (option: number) => {
		if (!multiple) choose([option]);
		else choose(chosen.includes(option) ? chosen.filter((one) => one !== option) : [...chosen, option]);
	};
	// The list is one tab stop and a click is a vote, so the options are buttons with explicit roles.
	const group = { role: multiple ? "group" : "radiogroup", "aria-label": question };
	const semantics = (mine: boolean) => ({ role: multiple ? "checkbox" : "radio", "aria-checked": mine });
	return (
		<section aria-label={t("pollLabel", { question })} className="mt-1.5 max-w-115 rounded-lg border bg-raised p-3">
			<p className="mb-2 flex gap-2 text-message font-semibold wrap-anywhere">
				<ChartBar size="1.125rem" aria-hidden="true" className="mt-0.5 shrink-0 text-text-faint" />
				{question}
			</p>
			<div {...group} className="grid gap-1.5">
				{options.map(({ text, votes }, option) => {
					const mine = chosen.includes(option);
					const share = total === 0 ? 0 : Math.round((votes / total) * 100);
					return (
						<button
							key={text}
							type="button"
							tabIndex={-1}
							{...semantics(mine)}
							aria-disabled={ended}
							aria-label={t("pollOption", { text, count: votes })}
							onClick={() => !ended && press(option)}
							className={classNames(
								"relative isolate flex min-h-10 items-center gap-2.5 overflow-hidden rounded-md border px-2.5 py-1.5 [text-align:start] text-message max-md:min-h-11",
								mine ? "border-ember-mark" : "border-line-strong",
								ended ? "cursor-default" : "hover:bg-surface-hover",
							)}
						>
							<span
								aria-hidden="true"
								style={{ width: `${share}%` }}
								className={classNames(
									"absolute inset-y-0 start-0 -z-1 transition-[width] duration-200 motion-reduce:transition-none",
									mine ? "bg-ember-subtle" : "bg-selected",
								)}
							/>
							<span
								aria-hidden="true"
								className={classNames(
									"grid size-[1.125rem] shrink-0 place-items-center border",
									multiple ? "rounded-xs" : "rounded-full",
									mine ? "border-ember bg-ember text-ember-fg" : "border-line-strong",
									ended && !mine && "invisible",
								)}
							>
								{mine && <Check size="0.8125rem" strokeWidth={3} />}
							</span>
							<span
								dir="auto"
								className={classNames(
									"min-w-0 flex-1 text-message wrap-anywhere",
									ended && votes === most && votes > 0 && "font-bold",
								)}
							>
								{text}
							</span>
							<span className="shrink-0 text-meta text-text-muted tabular-nums">
								{votes > 0 && (
									<>
										<span className="me-1.5 text-text-faint">{share}%</span>
										{votes}
									</>
								)}
							</span>
						</button>
					);
				})}
			</div>
			<p className="mt-2 flex min-h-6 flex-wrap items-center gap-x-3 text-xs text-text-muted">
				<span suppressHydrationWarning>
					{[
						ended && t("pollFinal"),
						t("voteCount", { count: total }),
						!ended && multiple && t("pollSeveral"),
						!ended && endsAt && t("pollEnds", { time: endLabel(endsAt, locale, timeZone) }),
					]
						.filter(Boolean)
						.join(" · ")}
				</span>
				{total > 0 && (
					<button type="button" tabIndex={-1} onClick={() => show("votes", message)} className="link max-md:min-h-11">
						{t("whoVoted")}
					</button>
				)}
				{!ended && chosen.length > 0 && (
					<button type="button" tabIndex={-1} onClick={() => choose([])} className="link max-md:min-h-11">
						{t("takeBack")}
					</button>
				)}
			</p>
		</section>
	);
}

/** The viewer's vote is shown at once. Votes are sent one after another, and then the channel's events count. */
function useVote(message: Message, vote: (message: Message, options: number[]) => Promise<void>) {
	const [pending, setPending] = useState<{ options: number[]; rev: number } | null>(null);
	const queue = useRef(Promise.resolve());
	const latest = useRef(message);
	latest.current = message;
	const choose = (options: number[]) => {
		setPending({ options, rev: message.rev });
		queue.current = queue.current.then(() => vote(latest.current, options)).catch(() => setPending(null));
	};
	const isPending = pending !== null && pending.rev === message.rev;
	return [isPending ? pending.options : null, choose] as const;
}

/** Whether the poll has ended; renders again at its end. */
function useEnded(poll: Poll): boolean {
	const [, again] = useReducer((n: number) => n + 1, 0);
	const { endsAt } = poll;
	useEffect(() => {
		const left = endsAt === null ? 0 : Date.parse(endsAt) - Date.now();
		if (left <= 0 || left > longestTimer) return;
		const timer = setTimeout(again, left + 50);
		return () => clearTimeout(timer);
	}, [endsAt]);
	return hasEnded(poll);
}
