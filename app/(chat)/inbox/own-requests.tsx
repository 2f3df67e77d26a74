"use client";

import { useId, useRef } from "react";
import { ServerIcon } from "@/app/_chat/servers/server-icon";
import { LoadFailure } from "@/app/_chat/shell/load-failure";
import { useDistinctServers } from "@/app/_chat/users/avatar-palettes";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useOwnRequests, useWithdrawRequest } from "@/app/_client/join-requests/use-own-requests";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { useToast } from "@/app/_ui/toast";
import type { OwnJoinRequest } from "@/lib/realtime/protocol";

/** The viewer's requests to join servers, in the inbox: those that wait, and those declined lately. */
export function OwnRequests() {
	const t = useTranslations("joining");
	const headingId = useId();
	const place = useRef<HTMLDivElement>(null);
	const { requests, error, again } = useOwnRequests();
	useDistinctServers(requests.map(({ server }) => server));
	if (error !== undefined) return <LoadFailure error={error} onRetry={again} className="mb-4 p-2" />;
	// The element stays after the last withdrawal, to receive the focus.
	if (requests.length === 0) return <div ref={place} tabIndex={-1} />;
	return (
		<div ref={place} tabIndex={-1} className="mb-4 focus-visible:outline-none">
			<section aria-labelledby={headingId}>
				<h2 id={headingId} className="px-3 pb-1 text-meta font-bold text-text-muted">
					{t("ownHeading")}
				</h2>
				<ul className="grid gap-1">
					{requests.map((request) => (
						<li key={`${request.server.id} ${request.createdAt}`}>
							<OwnRequestRow request={request} onWithdrawn={() => place.current?.focus()} />
						</li>
					))}
				</ul>
			</section>
		</div>
	);
}

function OwnRequestRow({ request, onWithdrawn }: { request: OwnJoinRequest; onWithdrawn: () => void }) {
	const t = useTranslations("joining");
	const toast = useToast();
	const errorText = useErrorMessage();
	const { clock } = useDateFormat();
	const withdraw = useWithdrawRequest();
	const { server, state, answer, reason, createdAt } = request;
	const isPending = state === "pending";
	const { busy, submit } = useSubmit(async () => {
		try {
			await withdraw(server.id);
			onWithdrawn();
		} catch (error) {
			toast({ tone: "error", text: errorText(error) });
		}
	});
	return (
		<article className="flex flex-wrap items-start gap-3 rounded-lg border px-3 py-2.5">
			<ServerIcon server={server} size={36} />
			<div className="min-w-0 flex-1 basis-48">
				<h3 dir="auto" className="font-bold wrap-anywhere">
					<bdi>{server.name}</bdi>
				</h3>
				<p className="text-xs text-text-muted">
					{isPending ? t("ownWaiting", { date: clock.date(createdAt) }) : t("ownDeclined")}
				</p>
				{(isPending ? answer : reason) && (
					<p dir="auto" className="mt-1 line-clamp-3 whitespace-pre-line wrap-anywhere">
						{isPending ? answer : reason}
					</p>
				)}
			</div>
			{isPending && (
				<Button
					size="small"
					busy={busy}
					busyLabel={t("withdrawing")}
					aria-label={t("withdrawFor", { name: server.name })}
					className="max-sm:ms-12"
					onClick={() => void submit()}
				>
					{t("withdraw")}
				</Button>
			)}
		</article>
	);
}
