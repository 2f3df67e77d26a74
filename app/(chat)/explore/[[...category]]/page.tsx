import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { PageBody, PageLayout } from "@/app/_chat/shell/page-layout";
import { getTranslations } from "@/app/_i18n/server";
import { CategorySidebar } from "@/app/(chat)/explore/category-sidebar";
import { ExploreHero } from "@/app/(chat)/explore/explore-hero";
import { ExploreResults } from "@/app/(chat)/explore/explore-results";
import { ExploreSections } from "@/app/(chat)/explore/explore-sections";
import { getViewer } from "@/app/viewer";
import type { Category } from "@/lib/realtime/protocol";
import * as categories from "@/lib/servers/categories";
import * as servers from "@/lib/servers/servers";

type Props = {
	params: Promise<{ category?: string[] }>;
	searchParams: Promise<Record<string, string | string[] | undefined>>;
};
export type Sort = "popular" | "newest" | "name";

const pageSize = 24;
/** With fewer servers than this, sections would repeat the same cards. */
const fewServers = 9;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
	const [t, { category }] = await Promise.all([getTranslations(), open(params)]);
	return { title: category ? `${nameOf(t, category)} · ${t("explore.title")}` : t("explore.title") };
}

export default async function ExplorePage({ params, searchParams }: Props) {
	const [{ category, all }, search, viewer] = await Promise.all([open(params), searchParams, getViewer()]);
	const q = first(search.q)?.trim().slice(0, 100) ?? "";
	const sort = sortOf(first(search.sort));
	const total = all.reduce((sum, each) => sum + each.serverCount, 0);
	const isOverview = !category && !q && !sort && total > fewServers;
	const wanted = { category: category?.slug, q: q || undefined, sort: sort ?? "popular" };
	return (
		<PageLayout sidebar={<CategorySidebar categories={all} open={category?.slug} />}>
			<PageBody className="pb-10">
				<ExploreHero
					key={category?.slug}
					categories={all}
					category={category}
					q={q}
					sort={sort}
					count={category?.serverCount ?? total}
				/>
				{isOverview ? (
					<ExploreSections sections={await sectionsOf(viewer, all)} />
				) : (
					<ExploreResults
						key={JSON.stringify(wanted)}
						first={await find(viewer, { ...wanted, limit: pageSize })}
						wanted={wanted}
						categoryOfNone={category}
					/>
				)}
			</PageBody>
		</PageLayout>
	);
}

type Find = typeof servers.find;

/** Text that cannot be stored (such as NUL) finds nothing, like any unknown word. */
const find: Find = async (viewer, search) => {
	try {
		return await servers.find(viewer, search);
	} catch (error) {
		if (error instanceof Error && error.name === "ZodError") return { servers: [], nextCursor: null };
		throw error;
	}
};

async function open(params: Props["params"]): Promise<{ category: Category | undefined; all: Category[] }> {
	const [{ category: path }, { categories: all }] = await Promise.all([params, categories.all()]);
	if (!path) return { category: undefined, all };
	const category = path.length === 1 ? all.find(({ slug }) => slug === path[0]) : undefined;
	if (!category) notFound();
	return { category, all };
}

async function sectionsOf(viewer: Parameters<Find>[0], all: Category[]) {
	const largest = [...all].sort((a, b) => b.serverCount - a.serverCount).filter(({ serverCount }) => serverCount >= 3);
	const [popular, newest, ...byCategory] = await Promise.all([
		servers.find(viewer, { limit: 6 }),
		servers.find(viewer, { sort: "newest", limit: 3 }),
		...largest.slice(0, 4).map(({ slug }) => servers.find(viewer, { category: slug, limit: 3 })),
	]);
	return {
		popular: popular.servers,
		newest: newest.servers,
		byCategory: byCategory.map(({ servers: found }, index) => ({
			category: largest[index] as Category,
			servers: found,
		})),
	};
}

const first = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

const sortOf = (value: string | undefined): Sort | undefined =>
	value === "popular" || value === "newest" || value === "name" ? value : undefined;

function nameOf(t: Awaited<ReturnType<typeof getTranslations>>, { slug, name }: Category): string {
	const key = `categories.${slug}` as Parameters<typeof t.has>[0];
	return t.has(key) ? t(key as "categories.other") : name;
}
