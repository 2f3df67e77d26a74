"use client";

import { Flag } from "lucide-react";
import { useRef, useState } from "react";
import { ListStates } from "@/app/_chat/settings/list-states";
import { useDistinctPeople } from "@/app/_chat/users/avatar-palettes";
import { type CaseList, useCases } from "@/app/_client/cases/use-cases";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Select } from "@/app/_ui/select";
import type { CaseState, Server } from "@/lib/realtime/protocol";
import { CaseRow } from "./case-row";

const states: CaseState[] = ["open", "resolved"];

/** The reports, flagged messages and appeals of a server, to decide; and those that were decided. */
export function Cases({ server, first }: { server: Server; first: CaseList }) {
	const t = useTranslations("cases");
	const [state, setState] = useState<CaseState>("open");
	return (
		<div className="grid grid-cols-[minmax(0,1fr)] gap-4">
			<div className="w-56 max-w-full">
				<Select label={t("show")} value={state} onChange={({ target }) => setState(target.value as CaseState)}>
					{states.map((each) => (
						<option key={each} value={each}>
							{t(`state.${each}`)}
						</option>
					))}
				</Select>
			</div>
			<List key={state} server={server} state={state} first={state === "open" ? first : undefined} />
		</div>
	);
}

type ListProps = { server: Server; state: CaseState; first: CaseList | undefined };

function List({ server, state, first }: ListProps) {
	const t = useTranslations("cases");
	const place = useRef<HTMLDivElement>(null);
	const { cases, again, ...rest } = useCases(server.id, state, first);
	useDistinctPeople((cases ?? []).map(({ subject }) => subject));
	const onDecided = () => {
		place.current?.focus();
		void again();
	};
	return (
		<ListStates
			{...rest}
			ref={place}
			again={again}
			count={cases?.length}
			empty={{
				icon: <Flag size="1.75rem" strokeWidth={1.75} aria-hidden="true" />,
				title: t(`none.${state}`),
				text: state === "open" ? t("noneText") : undefined,
			}}
		>
			<ul aria-label={t(`state.${state}`)} className="divide-y border-y">
				{cases?.map((one) => (
					<CaseRow key={one.id} server={server} of={one} onDecided={onDecided} />
				))}
			</ul>
		</ListStates>
	);
}
