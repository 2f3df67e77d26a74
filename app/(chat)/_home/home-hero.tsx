"use client";

import { Compass } from "lucide-react";
import { CreateServerButton } from "@/app/_chat/servers/create-server-button";
import { Link } from "@/app/_chat/shell/link";
import { useViewer } from "@/app/_client/account/use-viewer";
import { useServers } from "@/app/_client/servers/use-servers";
import { serverUnread } from "@/app/_client/unread/unread";
import { useMuteClock } from "@/app/_client/unread/use-mute-clock";
import { useTranslations } from "@/app/_i18n/use-translations";
import { buttonClass } from "@/app/_ui/button";
import { HeroIllustration } from "@/app/_ui/hero-illustration";

/** For a member: what is new. For a guest: what Hearth is. */
export function HomeHero(guest: { frontText: string; acceptsAccounts: boolean }) {
	const t = useTranslations();
	const viewer = useViewer();
	const { servers } = useServers();
	const now = useMuteClock();
	if (!viewer) return <Welcome {...guest} />;
	const unread = servers.filter((server) => serverUnread(server, now).unread > 0).length;
	return (
		<header className="flex flex-wrap items-end gap-x-4 gap-y-3 pt-8 max-md:pt-4">
			<div className="min-w-0 flex-1 max-md:basis-full">
				<h1 dir="auto" className="text-title-lg font-title tracking-[-0.022em] wrap-anywhere max-md:text-title">
					{t("home.greeting", { name: viewer.displayName })}
				</h1>
				{servers.length > 0 && (
					<p className="mt-1 text-message text-text-muted">
						{unread > 0 ? t("home.unread", { count: unread }) : t("home.caughtUp")}
					</p>
				)}
			</div>
			{/* Without any server the page has a button already. */}
			{servers.length > 0 && <CreateServerButton />}
		</header>
	);
}

const brightClass = "bg-[#f38a4a]! text-[#21110a]! hover:bg-[#fa9e60]!";
const darkClass = "border-[#b5a595]! bg-black/40! text-white! hover:bg-black/60!";

function Welcome({ frontText, acceptsAccounts }: { frontText: string; acceptsAccounts: boolean }) {
	const t = useTranslations();
	return (
		<header className="relative mt-8 overflow-hidden rounded-xl border bg-[#1c1a18] text-[#f6e9dc] max-md:mt-4">
			<HeroIllustration
				whole
				className="absolute inset-y-0 end-0 h-full w-[48%] [mask-image:linear-gradient(to_right,transparent,black_40%)] max-md:w-full max-md:opacity-35"
			/>
			<div className="relative max-w-140 p-10 max-md:p-6">
				<h1 className="text-title-lg font-title tracking-[-0.022em] text-balance max-md:text-title">
					{t("home.welcome")}
				</h1>
				<p
					dir="auto"
					className="mt-2 max-w-[46ch] text-message leading-[1.375rem] whitespace-pre-line text-[#e2d5c8] wrap-anywhere"
				>
					{frontText || t("home.welcomeText")}
				</p>
				<div className="mt-6 flex flex-wrap gap-2.5">
					{acceptsAccounts && (
						<Link href="/register" className={buttonClass("primary", "medium", brightClass)}>
							{t("shell.createAccount")}
						</Link>
					)}
					<Link href="/login" className={buttonClass("secondary", "medium", acceptsAccounts ? darkClass : brightClass)}>
						{t("shell.signIn")}
					</Link>
					<Link href="/explore" className={buttonClass("ghost", "medium", "text-white! hover:bg-black/40!")}>
						<Compass size="1rem" aria-hidden="true" />
						{t("home.explore")}
					</Link>
				</div>
			</div>
		</header>
	);
}
