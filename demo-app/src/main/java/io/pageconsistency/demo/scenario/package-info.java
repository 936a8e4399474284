/**
 * Ways to break Netty's pool, each with the findings that the agent must report. Uses the pool's own methods through
 * {@link io.netty.buffer.PoolBreaker}. Begin at {@link io.pageconsistency.demo.scenario.Scenario}.
 */
package io.pageconsistency.demo.scenario;
