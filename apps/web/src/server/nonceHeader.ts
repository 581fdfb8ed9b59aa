/** The request header by which the proxy tells the layout the nonce of this page's scripts. */
export const nonceHeader = "x-nonce";
