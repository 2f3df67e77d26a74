import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { EndedInvite } from "@/app/_chat/invites/ended-invite";
import { InvitePage } from "@/app/_chat/invites/invite-page";
import { SwrFallback } from "@/app/_chat/shell/swr-fallback";
import { invitePath } from "@/app/_client/paths";
import { getTranslations } from "@/app/_i18n/server";
import { findInvite } from "@/app/find-invite";
import { shareMetadata } from "@/app/share-metadata";
import { acceptsAccounts } from "@/lib/instance/settings";
import { isolated } from "@/lib/markdown/isolated";

type Props = { params: Promise<{ code: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
	const { code } = await params;
	const [t, found] = await Promise.all([getTranslations(), findInvite(code)]);
	const robots = { index: false };
	if (!found || !("invite" in found)) return { title: t("invites.endedTitle"), robots };
	const { server } = found.invite;
	const title = t("invites.title", { name: isolated(server.name) });
	return { ...(await shareMetadata(server, invitePath(code), title)), robots };
}

export default async function Page({ params }: Props) {
	const { code } = await params;
	const found = await findInvite(code);
	if (!found) notFound();
	if (!("invite" in found)) return <EndedInvite end={found.ended} />;
	const { invite } = found;
	const membership = { isMember: invite.isMember, role: invite.isMember ? "member" : null, joinedAt: null };
	return (
		<SwrFallback data={{ [`/api/membership/${invite.server.id}`]: membership }}>
			<InvitePage code={code} invite={invite} acceptsAccounts={acceptsAccounts()} />
		</SwrFallback>
	);
}
