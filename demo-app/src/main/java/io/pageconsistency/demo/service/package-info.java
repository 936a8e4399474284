/**
 * A healthy Netty service and its clients. Uses Netty only, and knows nothing of the agent. Begin at
 * {@link io.pageconsistency.demo.service.HttpService}.
 */
package io.pageconsistency.demo.service;
