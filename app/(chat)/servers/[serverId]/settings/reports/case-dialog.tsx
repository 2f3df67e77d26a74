"use client";

import { ModerationDialog } from "@/app/_chat/moderation/moderation-dialog";
import { reportedPlace } from "@/app/_client/cases/use-cases";
import { may } from "@/app/_client/servers/permissions";
import type { ActionKind, Case, Server } from "@/lib/realtime/protocol";

type Props = { server: Server; of: Case; kind: ActionKind; onChanged: () => void; onClose: () => void };

/** The moderation dialog for a case. It stays open when another moderator decides meanwhile, and says so. */
export const CaseDialog = ({ server, of, kind, ...rest }: Props) => (
	<ModerationDialog
		serverId={server.id}
		user={of.subject}
		kind={kind}
		message={may(server, "manage_messages") ? reportedPlace(of) : undefined}
		deletesMessage={kind === "removal"}
		caseId={of.id}
		{...rest}
	/>
);
