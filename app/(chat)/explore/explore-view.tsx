"use client";

import { OpensWhenBack } from "@/app/_chat/shell/opens-when-back";
import { PageBody, PageLayout } from "@/app/_chat/shell/page-layout";
import { CardSkeletons } from "@/app/_chat/shell/page-skeleton";
import { useSignedIn } from "@/app/_client/account/use-viewer";
import { initialDataOfDocument } from "@/app/_client/initial-data";
import { useReachable } from "@/app/_client/navigation/navigation";
import { useSeeded } from "@/app/_client/navigation/use-seeded";
import type { Category } from "@/lib/realtime/protocol";
import type { ExploreSort } from "@/lib/servers/explore-address";
import type { ExplorePageData } from "@/lib/servers/explore-page-data";
import { CategorySidebar } from "./category-sidebar";
import { ExploreHero } from "./explore-hero";
import { ExploreResults } from "./explore-results";
import { ExploreSections } from "./explore-sections";

type Asked = { slug: string | undefined; q: string; sort: ExploreSort | null };

/** The key of the page's data. */
export function exploreKey({ slug, q, sort }: Asked): string {
	const query = new URLSearchParams();
	if (slug) query.set("category", slug);
	if (q) query.set("q", q);
	if (sort) query.set("sort", sort);
	return `/api/explore?${query}`;
}

/** `next`: the page in the address, while `data` is still that of another one. */
type Props = { data: ExplorePageData | null; next?: Omit<Asked, "slug"> & { category: Category | null } };

/** Explore and its categories. Without data it uses the document's initial data. */
export function ExploreView({ data: given, next }: Props) {
	const data = given ?? initialDataOfDocument()?.explore;
	const isSignedIn = useSignedIn();
	const isReachable = useReachable();
	const own = data ? exploreKey({ ...data, slug: data.category?.slug }) : null;
	useSeeded(isSignedIn && !next ? own : null, data);
	if (!data) return null;
	const { categories, acceptsAccounts } = data;
	const shown = next ?? data;
	const { q } = shown;
	const category = shown.category ?? undefined;
	const sort = shown.sort ?? undefined;
	const isOther = category?.slug !== data.category?.slug || sort !== (data.sort ?? undefined);
	const wanted = { category: data.category?.slug, q: data.q || undefined, sort: data.sort ?? "popular" };
	const total = categories.reduce((sum, each) => sum + each.serverCount, 0);
	return (
		<PageLayout
			sidebar={<CategorySidebar categories={categories} open={category?.slug} acceptsAccounts={acceptsAccounts} />}
		>
			<PageBody key={category?.slug ?? ""} className="pb-10">
				<ExploreHero
					categories={categories}
					category={category}
					q={q}
					sort={sort}
					count={category?.serverCount ?? total}
				/>
				{next && !isReachable ? (
					<OpensWhenBack />
				) : isOther ? (
					<div className="px-8 max-md:px-4">
						<CardSkeletons />
					</div>
				) : data.overview ? (
					<ExploreSections sections={data.overview} />
				) : (
					<ExploreResults
						key={JSON.stringify(wanted)}
						first={data.results}
						wanted={wanted}
						categoryOfNone={category}
						acceptsAccounts={acceptsAccounts}
					/>
				)}
			</PageBody>
		</PageLayout>
	);
}
