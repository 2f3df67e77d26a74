import type { Metadata } from "next";
import { ServerGrid } from "@/app/_chat/servers/server-grid";
import { Link } from "@/app/_chat/shell/link";
import { MobileHeader } from "@/app/_chat/shell/mobile-drawer";
import { PageBody, PageLayout } from "@/app/_chat/shell/page-layout";
import { SwrFallback } from "@/app/_chat/shell/swr-fallback";
import { getViewer } from "@/app/viewer";
import { config } from "@/lib/process/config";
import * as categories from "@/lib/servers/categories";
import * as invitations from "@/lib/servers/invitations";
import * as servers from "@/lib/servers/servers";
import { getTranslations } from "../_i18n/server";
import { HomeEmpty } from "./_home/home-empty";
import { HomeHero } from "./_home/home-hero";
import { MyServers } from "./_home/my-servers";
import { Invitations } from "./inbox/invitations";

export async function generateMetadata(): Promise<Metadata> {
	const t = await getTranslations();
	return { title: t("home.title") };
}

export default async function HomePage() {
	const viewer = await getViewer();
	const [t, popular, { categories: all }, invited] = await Promise.all([
		getTranslations(),
		servers.find(viewer, { limit: 50 }),
		categories.all(),
		viewer && invitations.list(viewer),
	]);
	// The user's own servers are shown above already.
	const others = popular.servers.filter(({ isMember }) => !isMember).slice(0, 12);
	const publicCount = all.reduce((sum, category) => sum + category.serverCount, 0);
	return (
		<SwrFallback data={invited ? { "/api/invitations": invited } : {}}>
			<PageLayout>
				<PageBody>
					<MobileHeader>Hearth</MobileHeader>
					<div className="mx-auto max-w-300 px-8 pb-10 max-md:px-4">
						<HomeHero />
						<Invitations isPart />
						{viewer && <MyServers publicCount={publicCount} />}
						{others.length > 0 && (
							<section aria-labelledby="popular">
								<div className="mt-8 mb-3 flex flex-wrap items-baseline gap-x-2.5">
									<h2 id="popular" className="text-section font-bold tracking-[-0.01em]">
										{t("home.popular")}
									</h2>
									<span className="flex-1 text-meta text-text-faint max-sm:hidden">{t("home.popularNote")}</span>
									<Link href="/explore" className="link ms-auto text-meta max-md:py-3.5">
										{t("home.seeAll")}
									</Link>
								</div>
								<ServerGrid servers={others} />
							</section>
						)}
						{publicCount === 0 && <HomeEmpty host={config.publicUrl ? new URL(config.publicUrl).host : "Hearth"} />}
					</div>
				</PageBody>
			</PageLayout>
		</SwrFallback>
	);
}
