"use client";

import { UserRoundCheck } from "lucide-react";
import { useRef, useState } from "react";
import { ListStates } from "@/app/_chat/settings/list-states";
import { useDistinctPeople } from "@/app/_chat/users/avatar-palettes";
import { type JoinRequestList, useJoinRequests } from "@/app/_client/join-requests/use-join-requests";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Select } from "@/app/_ui/select";
import type { Server } from "@/lib/realtime/protocol";
import { RequestRow } from "./request-row";

const states = ["pending", "approved", "refused"] as const;
type State = (typeof states)[number];

/** The requests to join, to approve or decline, and the earlier decisions. */
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
	const place = useRef<HTMLDivElement>(null);
	const { requests, again, ...states } = useJoinRequests(server.id, state, first);
	useDistinctPeople((requests ?? []).map(({ user }) => user));
	const onDecided = () => {
		place.current?.focus();
		void again();
	};
	return (
		<ListStates
			{...states}
			ref={place}
			again={again}
			count={requests?.length}
			empty={{
				icon: <UserRoundCheck size="1.75rem" strokeWidth={1.75} aria-hidden="true" />,
				title: t(`none.${state}`),
				text: state === "pending" ? t("noneText") : undefined,
			}}
		>
			<ul aria-label={t(`state.${state}`)} className="divide-y border-y">
				{requests?.map((request) => (
					<RequestRow key={request.id} server={server} request={request} onDecided={onDecided} />
				))}
			</ul>
		</ListStates>
	);
}
