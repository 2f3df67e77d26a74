"use client";

import { CircleAlert } from "lucide-react";
import { may } from "@/app/_client/servers/permissions";
import { useMemberServer } from "@/app/_client/servers/use-servers";
import { useTranslations } from "@/app/_i18n/use-translations";
import { lazy } from "@/app/_ui/lazy";
import { remInPx } from "@/app/_ui/rem-in-px";
import { Skeleton } from "@/app/_ui/skeleton";
import type { MemberChannel } from "@/lib/realtime/protocol";
import { channelIcon } from "../channels/channel-icon";
import type { ListStartProps } from "./list-window";

const FirstSteps = lazy(() => import("../channels/first-steps").then((module) => module.FirstSteps));

/** Always this tall, because content above the visible messages must not move them. */
const listStartRem = 11;
export const listStartHeight = () => listStartRem * remInPx();

type Props = ListStartProps & {
	channel: MemberChannel;
	/** Starts a first message. */
	onWrite: () => void;
};

/** Above the first message: the beginning of the channel, or a loading indicator for older messages. */
export function ListStart({ channel, more, failed, empty, expired, onRetry, onWrite }: Props) {
	const t = useTranslations("conversation");
	const Icon = channelIcon(channel, useMemberServer(channel.serverId));
	return (
		<div
			className="flex shrink-0 flex-col justify-end overflow-hidden"
			style={{ [empty ? "minHeight" : "height"]: `${listStartRem}rem` }}
		>
			{failed ? (
				<div
					role="alert"
					className="mx-5 mb-4 flex items-center gap-2.5 rounded-[10px] border border-danger/45 bg-danger-subtle px-3 py-2.5 text-[0.84375rem]"
				>
					<CircleAlert size="1rem" aria-hidden="true" className="shrink-0 text-danger-text" />
					<span className="min-w-0 flex-1">{t("olderFailed")}</span>
					<button type="button" onClick={onRetry} className="link shrink-0">
						{t("tryAgain")}
					</button>
				</div>
			) : more ? (
				<div aria-hidden="true" className="flex flex-col gap-5 px-5 pb-4">
					{[0, 1].map((row) => (
						<div key={row} className="flex gap-3">
							<Skeleton className="size-9 shrink-0 rounded-full" />
							<div className="flex flex-1 flex-col gap-2 pt-1">
								<Skeleton className="h-3 w-32" />
								<Skeleton className="h-3 w-4/5 max-w-100" />
								<Skeleton className="h-3 w-3/5 max-w-80" />
							</div>
						</div>
					))}
				</div>
			) : (
				<div className="px-5 pb-3 max-md:px-3.5">
					<span className="mb-2.5 grid size-11 place-items-center rounded-lg bg-ember-subtle text-ember-text">
						<Icon size="1.5rem" aria-hidden="true" />
					</span>
					<h2 dir="auto" className="line-clamp-2 text-subtitle font-title tracking-[-0.02em] wrap-anywhere">
						{t(expired ? "expiredHeading" : empty ? "emptyHeading" : "startHeading", { channel: channel.name })}
					</h2>
					<p dir="auto" className="mt-0.5 line-clamp-2 text-sm text-text-muted">
						{empty && may(channel, "send_messages") ? t("emptyText") : channel.topic}
					</p>
					{(empty || expired) && <FirstSteps channel={channel} expired={expired} onWrite={onWrite} />}
				</div>
			)}
		</div>
	);
}
