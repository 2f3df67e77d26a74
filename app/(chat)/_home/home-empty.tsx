"use client";

import { FlameKindling } from "lucide-react";
import { CreateServerButton } from "@/app/_chat/servers/create-server-button";
import { Link } from "@/app/_chat/shell/link";
import { useSignedIn } from "@/app/_client/account/use-viewer";
import { useInvitations } from "@/app/_client/servers/use-invitations";
import { useTranslations } from "@/app/_i18n/use-translations";
import { buttonClass } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty-state";

/** Shown on a new instance without any public server. */
export function HomeEmpty({ host, acceptsAccounts }: { host: string; acceptsAccounts: boolean }) {
	const t = useTranslations();
	const signedIn = useSignedIn();
	if (useInvitations().invitations.length > 0) return null;
	return (
		<section className="mt-8">
			<EmptyState
				icon={<FlameKindling size="1.75rem" strokeWidth={1.75} aria-hidden="true" />}
				title={t("home.quiet")}
				text={
					signedIn
						? t("home.quietText", { host })
						: t(acceptsAccounts ? "home.quietGuestText" : "home.quietClosedText", { host })
				}
			>
				{signedIn ? (
					<CreateServerButton primary />
				) : (
					acceptsAccounts && (
						<Link href="/register" className={buttonClass("primary")}>
							{t("shell.createAccount")}
						</Link>
					)
				)}
			</EmptyState>
		</section>
	);
}
