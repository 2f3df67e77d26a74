"use client";

import { Flag } from "lucide-react";
import { useRef, useState } from "react";
import { ListStates } from "@/app/_chat/settings/list-states";
import { useDistinctPeople } from "@/app/_chat/users/avatar-palettes";
import { type Assigned, type CaseList, useCases } from "@/app/_client/cases/use-cases";
import { useMemberServer } from "@/app/_client/servers/use-servers";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Select } from "@/app/_ui/select";
import type { ActionKind, Case, CaseState, Server } from "@/lib/realtime/protocol";
import { CaseDialog } from "./case-dialog";
import { CaseRow } from "./case-row";

const states: CaseState[] = ["open", "resolved"];
const assignments: (Assigned | "all")[] = ["all", "mine", "unassigned"];

/** The reports, flagged messages and appeals of a server, to decide; and those that were decided. */
export function Cases({ server: loaded, first }: { server: Server; first: CaseList }) {
	const t = useTranslations("cases");
	const server = useMemberServer(loaded.id) ?? loaded;
	const [state, setState] = useState<CaseState>("open");
	const [assigned, setAssigned] = useState<Assigned | "all">("all");
	const filter = { state, assigned: assigned === "all" ? undefined : assigned };
	const isFirst = state === "open" && assigned === "all";
	return (
		<div className="grid grid-cols-[minmax(0,1fr)] gap-4">
			<div className="grid max-w-116 grid-cols-2 gap-3">
				<Select label={t("show")} value={state} onChange={({ target }) => setState(target.value as CaseState)}>
					{states.map((each) => (
						<option key={each} value={each}>
							{t(`state.${each}`)}
						</option>
					))}
				</Select>
				<Select
					label={t("assignee")}
					value={assigned}
					onChange={({ target }) => setAssigned(target.value as typeof assigned)}
				>
					{assignments.map((each) => (
						<option key={each} value={each}>
							{t(`assigned.${each}`)}
						</option>
					))}
				</Select>
			</div>
			{server.freeze && state === "open" && <p className="max-w-[60ch] text-text-muted">{t("frozen")}</p>}
			<List key={`${state} ${assigned}`} server={server} filter={filter} first={isFirst ? first : undefined} />
		</div>
	);
}

type ListProps = {
	server: Server;
	filter: { state: CaseState; assigned: Assigned | undefined };
	first: CaseList | undefined;
};

function List({ server, filter, first }: ListProps) {
	const t = useTranslations("cases");
	const { state, assigned } = filter;
	const place = useRef<HTMLDivElement>(null);
	const [moderating, setModerating] = useState<{ of: Case; kind: ActionKind }>();
	const { cases, again, ...rest } = useCases(server.id, filter, first);
	useDistinctPeople((cases ?? []).map(({ subject }) => subject));
	const onDecided = () => {
		place.current?.focus();
		void again();
	};
	return (
		<>
			<ListStates
				{...rest}
				ref={place}
				again={again}
				count={cases?.length}
				empty={{
					icon: <Flag size="1.75rem" strokeWidth={1.75} aria-hidden="true" />,
					title: t(assigned ? "noneMatches" : `none.${state}`),
					text: state === "open" && !assigned ? t("noneText") : undefined,
				}}
			>
				<ul aria-label={t(`state.${state}`)} className="divide-y border-y">
					{cases?.map((one) => (
						<CaseRow
							key={one.id}
							server={server}
							of={one}
							onDecided={onDecided}
							onModerate={(kind) => setModerating({ of: one, kind })}
						/>
					))}
				</ul>
			</ListStates>
			{moderating && (
				<CaseDialog server={server} {...moderating} onChanged={onDecided} onClose={() => setModerating(undefined)} />
			)}
		</>
	);
}
