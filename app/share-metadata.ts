import type { Metadata } from "next";
import { instanceSettings } from "@/lib/instance/settings";
import { isolated } from "@/lib/markdown/isolated";
import { siteOrigin } from "./site-origin";

type Shared = { name: string; description: string; bannerUrl: string | null; iconUrl: string | null };

/** The title of a page about a server, and how other sites show a link to it (Open Graph). */
export async function shareMetadata(server: Shared, path: string, title = isolated(server.name)): Promise<Metadata> {
	const description = server.description.slice(0, 200);
	const picture = server.bannerUrl ?? server.iconUrl;
	const origin = await siteOrigin();
	return {
		...(origin && { metadataBase: origin }),
		title,
		...(description && { description }),
		openGraph: {
			type: "website",
			siteName: instanceSettings().name,
			title,
			url: path,
			...(description && { description }),
			...(picture && { images: [picture] }),
		},
		twitter: { card: server.bannerUrl ? "summary_large_image" : "summary" },
	};
}
