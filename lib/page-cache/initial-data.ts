import type { ChannelPageData } from "../channels/channel-page-data";
import type { ExplorePageData } from "../servers/explore-page-data";
import type { HomePageData } from "../servers/home-page-data";
import type { AppData } from "../users/app-data";

/** The data in the document beside a shell: the data of the app shell, and of the page that was requested. */
export type InitialData = AppData & { view?: ChannelPageData; home?: HomePageData; explore?: ExplorePageData };
