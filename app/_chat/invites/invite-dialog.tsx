"use client";

import { QrCode as QrIcon, SlidersHorizontal } from "lucide-react";
import { useRef, useState } from "react";
import { useViewer } from "@/app/_client/account/use-viewer";
import { plainChoice } from "@/app/_client/invites/invite-choice";
import { inviteLink, useInviteLink } from "@/app/_client/invites/use-invite-link";
import { serverSettingsPath } from "@/app/_client/paths";
import { grantableRoles, may, mustAskForApproval } from "@/app/_client/servers/permissions";
import { useRoles } from "@/app/_client/servers/use-roles";
import { useMemberServer } from "@/app/_client/servers/use-servers";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { Dialog } from "@/app/_ui/dialog";
import { lazy } from "@/app/_ui/lazy";
import { Skeleton } from "@/app/_ui/skeleton";
import type { Invite, MemberServer } from "@/lib/realtime/protocol";
import { Link } from "../shell/link";
import { InviteFacts } from "./invite-facts";
import { InviteLinkFailure, InviteLinkField } from "./invite-link-field";
import { InviteSettings } from "./invite-settings";

const QrCode = lazy(() => import("./qr-code").then((module) => module.QrCode));

type Props = {
	server: { id: number };
	/** Opened in the settings, to which it otherwise leads. */
	isInSettings?: boolean;
	onClose: () => void;
};

/** An invite link to copy or to scan, at once; its settings are folded, and make another link. */
export function InviteDialog({ server: { id }, ...rest }: Props) {
	const server = useMemberServer(id);
	// A user who has just lost their membership makes no links.
	return server ? <MemberInviteDialog server={server} {...rest} /> : null;
}

function MemberInviteDialog({
	server,
	isInSettings = false,
	onClose,
}: Omit<Props, "server"> & { server: MemberServer }) {
	const t = useTranslations("invites");
	const { invite, error, again, make } = useInviteLink(server.id, server.needsApproval);
	const link = invite && inviteLink(invite.code);
	const [shown, setShown] = useState({ qr: false, settings: false });
	const [isMade, setMade] = useState(false);
	const [draft, setDraft] = useState<ReturnType<typeof plainChoice>>();
	const chosen = draft ?? plainChoice(server.needsApproval);
	// The server may have begun to ask, or the user may have lost the permission, since they chose.
	const choice = mustAskForApproval(server) ? { ...chosen, needsApproval: true } : chosen;
	const copy = useRef<HTMLButtonElement>(null);
	const { roles } = useRoles(may(server, "manage_roles") ? server.id : null);
	const grantable = grantableRoles(server, useViewer()?.id, roles);
	const onMake = async () => {
		const roleIds = choice.roleIds.filter((roleId) => grantable.some((role) => role.id === roleId));
		await make({ ...choice, roleIds });
		setMade(true);
		setDraft(undefined);
		setShown({ ...shown, settings: false });
		copy.current?.focus();
	};
	const name = server.name;
	return (
		<Dialog
			open
			onOpenChange={onClose}
			dirty={draft !== undefined && draft.usernames !== ""}
			title={t("heading")}
			text={invite ? t(textOf(invite), { name, count: invite.onlyUsernames?.length ?? 0 }) : t("text", { name })}
		>
			<div className="grid grid-cols-[minmax(0,1fr)] gap-4">
				<div className="grid grid-cols-[minmax(0,1fr)] gap-2">
					{error === undefined ? (
						<InviteLinkField link={link} isNew={isMade} copyRef={copy} />
					) : (
						<InviteLinkFailure error={error} onRetry={again} />
					)}
					{invite && <InviteFacts invite={invite} channels={server.channels} roles={roles} />}
				</div>
				<div className="flex flex-wrap items-center gap-2">
					<Button
						size="small"
						className="max-md:grow"
						aria-expanded={shown.qr}
						onClick={() => setShown({ ...shown, qr: !shown.qr })}
					>
						<QrIcon size="1rem" aria-hidden="true" />
						{t(shown.qr ? "hideQr" : "showQr")}
					</Button>
					<Button
						size="small"
						className="max-md:grow"
						aria-expanded={shown.settings}
						onClick={() => setShown({ ...shown, settings: !shown.settings })}
					>
						<SlidersHorizontal size="1rem" aria-hidden="true" />
						{t("editLink")}
					</Button>
					{!isInSettings && (
						<Link
							href={serverSettingsPath(server.id, "/invites")}
							onClick={onClose}
							className="link ms-auto text-meta max-md:py-3"
						>
							{t("allLinks")}
						</Link>
					)}
				</div>
				{shown.qr && error === undefined && (
					<div className="grid min-h-48 justify-center">
						{link ? <QrCode link={link} label={t("qrLabel", { name })} fallback={<QrSkeleton />} /> : <QrSkeleton />}
					</div>
				)}
				{shown.settings && (
					<InviteSettings server={server} roles={grantable} choice={choice} onChange={setDraft} onMake={onMake} />
				)}
			</div>
		</Dialog>
	);
}

/** The text that says for whom the link is, and how they join. */
function textOf({ onlyUsernames, needsApproval }: Invite) {
	if (onlyUsernames) return needsApproval ? "textSomeApproval" : "textSome";
	return needsApproval ? "textApproval" : "text";
}

const QrSkeleton = () => <Skeleton className="size-48 rounded-md" />;
