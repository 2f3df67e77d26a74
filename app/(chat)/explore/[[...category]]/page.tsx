import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "@/app/_i18n/server";
import { ExploreView } from "@/app/(chat)/explore/explore-view";
import { getViewer, isShell } from "@/app/viewer";
import type { Category } from "@/lib/realtime/protocol";
import * as categories from "@/lib/servers/categories";
import { loadExplorePage } from "@/lib/servers/explore-page-data";

type Props = {
	params: Promise<{ category?: string[] }>;
	searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params }: Props): Promise<Metadata> {
	const [t, slug] = await Promise.all([getTranslations(), slugOf(params)]);
	if (slug === undefined) return { title: t("explore.title") };
	const category = (await categories.all()).categories.find((each) => each.slug === slug);
	if (!category) notFound();
	return { title: `${nameOf(t, category)} · ${t("explore.title")}` };
}

export default async function ExplorePage({ params, searchParams }: Props) {
	if (await isShell()) return <ExploreView data={null} />;
	const [slug, search, viewer] = await Promise.all([slugOf(params), searchParams, getViewer()]);
	const data = await loadExplorePage(viewer, { slug, q: first(search.q), sort: first(search.sort) });
	if (!data) notFound();
	return <ExploreView data={data} />;
}

/** The category in the address; a 404 for a longer one. */
async function slugOf(params: Props["params"]): Promise<string | undefined> {
	const { category = [] } = await params;
	if (category.length > 1) notFound();
	return category[0];
}

const first = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

function nameOf(t: Awaited<ReturnType<typeof getTranslations>>, { slug, name }: Category): string {
	const key = `categories.${slug}` as Parameters<typeof t.has>[0];
	return t.has(key) ? t(key as "categories.other") : name;
}
