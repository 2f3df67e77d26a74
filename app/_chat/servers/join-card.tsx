"use client";

import { useState } from "react";
import { useViewer } from "@/app/_client/account/use-viewer";
import { useOwnSanction } from "@/app/_client/moderation/use-own-sanctions";
import { useMembership } from "@/app/_client/servers/use-membership";
import { useTranslations } from "@/app/_i18n/use-translations";
import type { Server } from "@/lib/realtime/protocol";
import { JoinServerButton } from "./join-server-button";
import { LeaveServerDialog } from "./leave-server-dialog.lazy";

/** Beside the server preview; on a phone it is fixed at the bottom. */
export function JoinCard({ server }: { server: Server }) {
	const t = useTranslations("server");
	const viewer = useViewer();
	const { isMember, role } = useMembership(server.id);
	const ban = useOwnSanction(isMember ? null : server.id, "ban");
	const [leaving, setLeaving] = useState(false);
	return (
		<aside
			aria-label={t("joinNamed", { name: server.name })}
			className="max-md:absolute max-md:inset-x-0 max-md:bottom-0 max-md:z-5"
		>
			<div className="grid grid-cols-[minmax(0,1fr)] gap-2 rounded-xl border bg-raised p-4 shadow-menu max-md:rounded-b-none max-md:border-x-0 max-md:border-b-0 max-md:px-4 max-md:pt-3 max-md:pb-[calc(12px+env(safe-area-inset-bottom))] md:sticky md:top-4 md:-mt-12">
				<JoinServerButton server={server} variant="page" />
				<p dir="auto" className="text-center text-meta text-text-faint wrap-anywhere">
					{role === "owner" && t("ownerNote")}
					{role === "member" && (
						<>
							{t("memberSince")}{" "}
							<button type="button" onClick={() => setLeaving(true)} className="link max-md:min-h-11">
								{t("leaveAction")}
							</button>
						</>
					)}
					{!isMember && !viewer && t("joinSignedOut")}
					{!isMember &&
						viewer &&
						!ban &&
						t.rich("joinAs", {
							name: viewer.displayName,
							b: (chunks) => <b className="font-semibold text-text-muted">{chunks}</b>,
						})}
				</p>
			</div>
			{leaving && <LeaveServerDialog server={server} open onOpenChange={setLeaving} />}
		</aside>
	);
}
