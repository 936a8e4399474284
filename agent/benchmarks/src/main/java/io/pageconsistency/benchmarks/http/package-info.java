/**
 * A small Netty server under load, and the processor time of a request. Server and load run in different processes. Uses {@code
 * measuring}. Begin at {@link io.pageconsistency.benchmarks.http.HttpCommand}.
 */
package io.pageconsistency.benchmarks.http;
