import { attach } from "../contenders/attach.ts";
import { openContender } from "./jaxjs.ts";

attach(openContender);
