import { AppError } from "@/lib/errors";
import { route } from "@/lib/http/route";
import { ExploreQuery, loadExplorePage } from "@/lib/servers/explore-page-data";

export const GET = route({ query: ExploreQuery }, async ({ viewer, query: { category: slug, q, sort } }) => {
	const page = await loadExplorePage(viewer, { slug, q, sort });
	if (!page) throw new AppError("not_found", "There is no such category.");
	return page;
});
