import { route } from "@/lib/http/route";
import * as pictures from "@/lib/pictures/pictures";

export const GET = route({ signedIn: false, limit: "downloads" }, ({ params }) => pictures.content(params.name ?? ""));
