/** What a person at the terminal is told: a block for each violation, on standard error, without slowing the application. */
package io.pageconsistency.agent.report;
