import { ServerPreview } from "@/app/_chat/servers/server-preview";
import { PageLayout } from "@/app/_chat/shell/page-layout";
import { SwrFallback } from "@/app/_chat/shell/swr-fallback";
import { getViewer } from "@/app/viewer";
import type { LoadedServer } from "@/lib/auth/access";
import * as membership from "@/lib/servers/membership";
import * as servers from "@/lib/servers/servers";
import * as people from "@/lib/users/profiles";

/** The front page of a server, at either of its addresses. */
export async function ServerFrontPage({ open }: { open: LoadedServer }) {
	const viewer = await getViewer();
	const [{ server }, mine, owner] = await Promise.all([
		servers.get(viewer, open),
		viewer ? membership.of(viewer, open) : undefined,
		viewer && people.ownerOf(viewer, open),
	]);
	return (
		<SwrFallback data={{ [`/api/membership/${server.id}`]: mine, [`/api/servers/${server.id}`]: { server } }}>
			<PageLayout>
				<ServerPreview server={server} owner={owner} />
			</PageLayout>
		</SwrFallback>
	);
}
