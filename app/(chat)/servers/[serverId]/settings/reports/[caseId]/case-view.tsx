"use client";

import { ArrowLeft, Flag } from "lucide-react";
import { useRef, useState } from "react";
import { Link } from "@/app/_chat/shell/link";
import { LoadFailure } from "@/app/_chat/shell/load-failure";
import { useDistinctPeople } from "@/app/_chat/users/avatar-palettes";
import { asApiError } from "@/app/_client/api";
import { useCase } from "@/app/_client/cases/use-cases";
import { serverSettingsPath } from "@/app/_client/paths";
import { useMemberServer } from "@/app/_client/servers/use-servers";
import { useTranslations } from "@/app/_i18n/use-translations";
import { EmptyState } from "@/app/_ui/empty-state";
import type { ActionKind, CaseDetails, Server } from "@/lib/realtime/protocol";
import { CaseDialog } from "../case-dialog";
import { CaseAppeal } from "./case-appeal";
import { CaseHeader } from "./case-header";
import { CaseReports } from "./case-reports";
import { ReportedMessage } from "./reported-message";
import { SubjectPast } from "./subject-past";

type Props = { server: Server; caseId: number; first: { case: CaseDetails } };

/** All about one case, kept up to date while other moderators work on it. */
export function CaseView({ server: loaded, caseId, first }: Props) {
	const t = useTranslations("cases");
	const server = useMemberServer(loaded.id) ?? loaded;
	const place = useRef<HTMLDivElement>(null);
	const [kind, setKind] = useState<ActionKind>();
	const { case: found, error, again } = useCase(server.id, caseId, first);
	const { subject, reports } = found ?? first.case;
	useDistinctPeople([subject, ...reports.map(({ reporter }) => reporter)]);
	const isGone = error !== undefined && asApiError(error).status === 404;
	const onChanged = () => {
		place.current?.focus();
		void again();
	};
	return (
		<div ref={place} tabIndex={-1} className="grid grid-cols-[minmax(0,1fr)] gap-5 outline-none">
			<p className="text-meta">
				<Link
					href={serverSettingsPath(server.id, "/reports")}
					className="inline-flex items-center gap-1.5 py-1 text-link"
				>
					<ArrowLeft size="0.875rem" aria-hidden="true" className="rtl:-scale-x-100" />
					{t("toAll")}
				</Link>
			</p>
			{isGone && (
				<div role="alert">
					<EmptyState
						icon={<Flag size="1.75rem" strokeWidth={1.75} aria-hidden="true" />}
						title={t("goneHeading")}
						text={t("gone")}
					/>
				</div>
			)}
			{error !== undefined && !isGone && <LoadFailure error={error} onRetry={again} />}
			{found && !isGone && (
				<div>
					<CaseHeader server={server} of={found} onChanged={onChanged} again={again} onModerate={setKind} />
					<ReportedMessage serverId={server.id} of={found} />
					<CaseAppeal of={found} />
					<CaseReports reports={found.reports} count={found.reportCount} />
					<SubjectPast serverId={server.id} of={found} />
				</div>
			)}
			{kind && found && (
				<CaseDialog server={server} of={found} kind={kind} onChanged={onChanged} onClose={() => setKind(undefined)} />
			)}
		</div>
	);
}
