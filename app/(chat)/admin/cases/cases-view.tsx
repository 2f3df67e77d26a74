"use client";

import { Flag } from "lucide-react";
import { useCallback, useState } from "react";
import { ListStates } from "@/app/_chat/settings/list-states";
import { useDistinctPeople } from "@/app/_chat/users/avatar-palettes";
import { useSocketEvent } from "@/app/_client/realtime/socket-provider";
import { usePages } from "@/app/_client/use-pages";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Select } from "@/app/_ui/select";
import type { EscalatedCase } from "@/lib/realtime/protocol";
import { CaseRow } from "./case-row";

type CasePage = { cases: EscalatedCase[]; nextCursor: string | null };

const states = ["open", "closed"] as const;
type State = (typeof states)[number];

/** The cases that moderators have handed to the administrators, or users who have reported a moderator. */
export function CasesView() {
	const t = useTranslations("admin.cases");
	const [state, setState] = useState<State>("open");
	const { pages, again, ...loading } = usePages<CasePage>(`/api/admin/cases?limit=50&state=${state}`);
	// It tells administrators that the number of open cases may have changed.
	useSocketEvent(
		"account",
		useCallback(() => void again(), [again]),
	);
	const cases = pages?.flatMap((page) => page.cases);
	useDistinctPeople((cases ?? []).map(({ subject }) => subject));
	return (
		<div className="grid grid-cols-[minmax(0,1fr)] gap-4">
			<p className="max-w-[60ch] text-text-muted">{t("intro")}</p>
			<div className="max-w-56">
				<Select label={t("show")} value={state} onChange={({ target }) => setState(target.value as State)}>
					{states.map((each) => (
						<option key={each} value={each}>
							{t(`states.${each}`)}
						</option>
					))}
				</Select>
			</div>
			<ListStates
				{...loading}
				again={again}
				count={cases?.length}
				empty={{
					icon: <Flag size="1.75rem" strokeWidth={1.75} aria-hidden="true" />,
					title: t(`none.${state}`),
				}}
			>
				<ul aria-label={t(`states.${state}`)} className="divide-y border-y">
					{cases?.map((one) => (
						<CaseRow key={one.id} of={one} />
					))}
				</ul>
			</ListStates>
		</div>
	);
}
