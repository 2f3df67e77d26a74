"use client";

import { Bookmark, LayoutGrid } from "lucide-react";
import { Link } from "@/app/_chat/shell/link";
import { Sidebar, SidebarHeader, SidebarLabel, SidebarRow, SidebarScroll } from "@/app/_chat/shell/sidebar";
import { useSignedIn } from "@/app/_client/account/use-viewer";
import { useCategoryName } from "@/app/_client/servers/use-category-name";
import { useServers } from "@/app/_client/servers/use-servers";
import { useTranslations } from "@/app/_i18n/use-translations";
import { buttonClass } from "@/app/_ui/button";
import type { Category } from "@/lib/realtime/protocol";
import { CategoryIcon } from "./category-icon";

type Props = { categories: Category[]; open: string | undefined; acceptsAccounts: boolean };

export function CategorySidebar({ categories, open, acceptsAccounts }: Props) {
	const t = useTranslations();
	const categoryName = useCategoryName();
	const signedIn = useSignedIn();
	const { servers } = useServers();
	const total = categories.reduce((sum, category) => sum + category.serverCount, 0);
	return (
		<Sidebar label={t("explore.categories")}>
			<SidebarHeader title={t("explore.title")} />
			<SidebarScroll>
				<SidebarLabel>{t("explore.categories")}</SidebarLabel>
				<SidebarRow
					href="/explore"
					isOpen={open === undefined}
					icon={<LayoutGrid size="1rem" />}
					trailing={<Count of={total} isOpen={open === undefined} />}
				>
					{t("explore.allServers")}
				</SidebarRow>
				{categories.map((category) => (
					<SidebarRow
						key={category.slug}
						href={`/explore/${category.slug}`}
						isOpen={open === category.slug}
						icon={<CategoryIcon slug={category.slug} />}
						trailing={<Count of={category.serverCount} isOpen={open === category.slug} />}
					>
						{categoryName(category)}
					</SidebarRow>
				))}
				{servers.length > 0 && (
					<div className="mt-4">
						<SidebarLabel>{t("explore.yours")}</SidebarLabel>
						<SidebarRow
							href="/"
							icon={<Bookmark size="1rem" />}
							trailing={<Count of={servers.length} isOpen={false} />}
						>
							{t("explore.joined")}
						</SidebarRow>
					</div>
				)}
			</SidebarScroll>
			{!signedIn && <GuestCard acceptsAccounts={acceptsAccounts} />}
		</Sidebar>
	);
}

function Count({ of, isOpen }: { of: number; isOpen: boolean }) {
	if (of === 0) return null;
	return (
		<span className={`text-xs font-normal tabular-nums ${isOpen ? "text-text-muted" : "text-text-faint"}`}>{of}</span>
	);
}

function GuestCard({ acceptsAccounts }: { acceptsAccounts: boolean }) {
	const t = useTranslations("shell");
	return (
		<div className="m-2 grid gap-2 rounded-lg border bg-surface p-3">
			<p className="font-semibold">{t("guestHeading")}</p>
			<p className="text-meta text-text-muted">{t("guestText")}</p>
			{acceptsAccounts && (
				<Link href="/register" className={buttonClass("primary", "small")}>
					{t("createAccount")}
				</Link>
			)}
			<Link href="/login" className={buttonClass(acceptsAccounts ? "ghost" : "primary", "small")}>
				{t("signIn")}
			</Link>
		</div>
	);
}
