"use client";

import { UserRoundCheck } from "lucide-react";
import { useRef, useState } from "react";
import { useDistinctPeople } from "@/app/_chat/users/avatar-palettes";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { type JoinRequestList, useJoinRequests } from "@/app/_client/join-requests/use-join-requests";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty-state";
import { Select } from "@/app/_ui/select";
import { Skeleton } from "@/app/_ui/skeleton";
import type { Server } from "@/lib/realtime/protocol";
import { RequestRow } from "./request-row";

const states = ["pending", "approved", "refused"] as const;
type State = (typeof states)[number];

/** Who asked to join, to approve or decline; and what was decided before. */
export function Requests({ server, first }: { server: Server; first: JoinRequestList }) {
	const t = useTranslations("joinRequests");
	const [state, setState] = useState<State>("pending");
	return (
		<div className="grid grid-cols-[minmax(0,1fr)] gap-4">
			<div className="w-56 max-w-full">
				<Select label={t("show")} value={state} onChange={({ target }) => setState(target.value as State)}>
					{states.map((each) => (
						<option key={each} value={each}>
							{t(`state.${each}`)}
						</option>
					))}
				</Select>
			</div>
			<RequestList key={state} server={server} state={state} first={state === "pending" ? first : undefined} />
		</div>
	);
}

type ListProps = { server: Server; state: State; first: JoinRequestList | undefined };

function RequestList({ server, state, first }: ListProps) {
	const t = useTranslations("joinRequests");
	const showMore = useTranslations("explore")("showMore");
	const errorText = useErrorMessage();
	const place = useRef<HTMLDivElement>(null);
	const { requests, error, isValidating, again, more } = useJoinRequests(server.id, state, first);
	useDistinctPeople((requests ?? []).map(({ user }) => user));
	const onDecided = () => {
		place.current?.focus();
		again();
	};
	// The element stays after the last decision, to receive the focus.
	return (
		<div ref={place} tabIndex={-1} className="grid grid-cols-[minmax(0,1fr)] gap-4 outline-none">
			{error !== undefined && (
				<div className="grid justify-items-start gap-3">
					<Alert tone="danger">{errorText(error)}</Alert>
					<Button onClick={again}>{t("tryAgain")}</Button>
				</div>
			)}
			{!requests && error === undefined && <RequestSkeletons />}
			{requests?.length === 0 && (
				<EmptyState
					icon={<UserRoundCheck size="1.75rem" strokeWidth={1.75} aria-hidden="true" />}
					title={t(`none.${state}`)}
					text={state === "pending" ? t("noneText") : undefined}
				/>
			)}
			{requests && requests.length > 0 && (
				<ul aria-label={t(`state.${state}`)} className="divide-y border-y">
					{requests.map((request) => (
						<RequestRow key={request.id} server={server} request={request} onDecided={onDecided} />
					))}
				</ul>
			)}
			{more && (
				<Button className="justify-self-start" busy={isValidating} onClick={more}>
					{showMore}
				</Button>
			)}
		</div>
	);
}

function RequestSkeletons() {
	return (
		<div aria-hidden="true" className="grid gap-5 py-3">
			{[0, 1, 2].map((row) => (
				<div key={row} className="flex gap-3">
					<Skeleton className="size-9 rounded-full" />
					<div className="grid flex-1 content-start gap-2">
						<Skeleton className="h-3.5 w-40" />
						<Skeleton className="h-3.5 w-full" />
					</div>
				</div>
			))}
		</div>
	);
}
