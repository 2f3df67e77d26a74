import type { ChannelPageData } from "../channels/channel-page-data";
import type { MessagePage } from "../realtime/protocol";
import type { ExplorePageData } from "../servers/explore-page-data";
import type { HomePageData } from "../servers/home-page-data";
import type { AppData } from "../users/app-data";
import type { CompactAppData } from "../users/compact-app-data";

type Pages = { home?: HomePageData; explore?: ExplorePageData };

/** What a page begins with: the data of the app shell, and of the page that was requested. */
export type InitialData = AppData & Pages & { view?: ChannelPageData };

/**
 * The same as it stands in the document beside a shell, without repetitions: the view names its server and channel,
 * which are among the user's own.
 */
export type DocumentData = CompactAppData &
	Pages & {
		view?: Omit<ChannelPageData, "server" | "inside"> & {
			serverId: number;
			inside: { channelId: number; page: MessagePage };
		};
	};
