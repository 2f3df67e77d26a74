"use client";

import { Hash, Users } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { StatusMark } from "@/app/_ui/avatar";
import type { InvitePreview } from "@/lib/realtime/protocol";
import { Rules, ServerFront } from "../servers/server-front";
import { PageLayout } from "../shell/page-layout";
import { Face } from "../users/avatar-palettes";
import { EndedInvite, type ShownEnd } from "./ended-invite";
import { InviteCard } from "./invite-card";

type Props = { code: string; invite: InvitePreview; acceptsAccounts: boolean };

/** The page of an invite link: what it leads to, and the way in. */
export function InvitePage({ code, invite, acceptsAccounts }: Props) {
	const t = useTranslations("invites");
	const members = useTranslations("common")("members", { count: invite.server.memberCount });
	const [end, setEnd] = useState<ShownEnd | null>(null);
	if (end) return <EndedInvite end={end} isNews />;
	const { server, inviter, channelName, rules } = invite;
	return (
		<PageLayout>
			<ServerFront
				server={server}
				above={
					<p dir="auto" className="mt-3.5 flex min-w-0 items-center gap-2 text-message text-text-muted">
						{inviter && <Face person={inviter} size={24} />}
						<span dir="auto" className="min-w-0 wrap-anywhere">
							{inviter
								? t.rich("invitedBy", {
										name: () => (
											<b className="font-semibold text-text">
												<bdi>{inviter.displayName}</bdi>
											</b>
										),
									})
								: t("invited")}
						</span>
					</p>
				}
				facts={
					<>
						<li>
							<StatusMark status="online" ring="var(--surface)" className="shrink-0" />
							{t("online", { count: server.onlineCount })}
						</li>
						<li>
							<Users size="1rem" aria-hidden="true" />
							{members}
						</li>
						{channelName !== null && (
							<li className="min-w-0">
								<Hash size="1rem" aria-hidden="true" className="shrink-0" />
								<span dir="auto" className="min-w-0 wrap-anywhere">
									{t("startsIn", { channel: channelName })}
								</span>
							</li>
						)}
					</>
				}
				aside={<InviteCard code={code} invite={invite} acceptsAccounts={acceptsAccounts} onEnd={setEnd} />}
			>
				<Rules rules={rules} />
			</ServerFront>
		</PageLayout>
	);
}
