"use client";

import { ServerGrid } from "@/app/_chat/servers/server-grid";
import { Link } from "@/app/_chat/shell/link";
import { MobileHeader } from "@/app/_chat/shell/mobile-drawer";
import { PageBody, PageLayout } from "@/app/_chat/shell/page-layout";
import { SwrFallback } from "@/app/_chat/shell/swr-fallback";
import { useSignedIn } from "@/app/_client/account/use-viewer";
import { initialDataOfDocument } from "@/app/_client/initial-data";
import { useSeeded } from "@/app/_client/navigation/use-seeded";
import { invitationsKey } from "@/app/_client/servers/use-invitations";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Invitations } from "@/app/(chat)/inbox/invitations";
import type { HomePageData } from "@/lib/servers/home-page-data";
import { HomeEmpty } from "./home-empty";
import { HomeHero } from "./home-hero";
import { MyServers } from "./my-servers";

export const homeKey = "/api/home";

/** The front page. Without data it uses the document's initial data. */
export function HomeView({ data: given }: { data: HomePageData | null }) {
	const t = useTranslations("home");
	const tPages = useTranslations("pages");
	const instanceName = useTranslations("common")("instanceName");
	const signedIn = useSignedIn();
	const data = given ?? initialDataOfDocument()?.home;
	useSeeded(signedIn ? homeKey : null, data);
	if (!data) return null;
	const { popular, publicCount, invited, host, publicTexts } = data;
	return (
		<SwrFallback data={invited ? { [invitationsKey]: invited } : {}}>
			<PageLayout>
				<PageBody>
					<MobileHeader>{instanceName}</MobileHeader>
					<div className="mx-auto max-w-300 px-8 pb-10 max-md:px-4">
						<HomeHero frontText={data.frontText} acceptsAccounts={data.acceptsAccounts} />
						<Invitations isPart />
						{signedIn && <MyServers publicCount={publicCount} />}
						{popular.length > 0 && (
							<section aria-labelledby="popular">
								<div className="mt-8 mb-3 flex flex-wrap items-baseline gap-x-2.5">
									<h2 id="popular" className="text-section font-bold tracking-[-0.01em]">
										{t("popular")}
									</h2>
									<span className="flex-1 text-meta text-text-faint max-sm:hidden">{t("popularNote")}</span>
									<Link href="/explore" className="link ms-auto text-meta max-md:py-3.5">
										{t("seeAll")}
									</Link>
								</div>
								<ServerGrid servers={popular} />
							</section>
						)}
						{publicCount === 0 && <HomeEmpty host={host} acceptsAccounts={data.acceptsAccounts} />}
						{publicTexts.length > 0 && (
							<footer className="mt-10 flex flex-wrap gap-x-4 text-meta">
								{publicTexts.map((page) => (
									<Link key={page} href={`/${page}`} className="link max-md:py-3.5">
										{tPages(page)}
									</Link>
								))}
							</footer>
						)}
					</div>
				</PageBody>
			</PageLayout>
		</SwrFallback>
	);
}
