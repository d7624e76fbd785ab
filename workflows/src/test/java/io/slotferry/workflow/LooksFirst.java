package io.slotferry.workflow;

import io.slotferry.contract.PaceLimits;
import io.slotferry.contract.Progress;
import io.slotferry.contract.Report;
import io.slotferry.contract.ReshardRequest;
import io.slotferry.contract.ReshardWorkflow;
import io.slotferry.contract.SlotMove;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Wrong on purpose: one more activity before everything else. Public for the SDK only. */
public final class LooksFirst implements ReshardWorkflow {

    private final ReshardWorkflowImpl right = new ReshardWorkflowImpl();

    @Override
    public Report reshard(@Nullable ReshardRequest request) {
        Stubs.look("one look more").diagnose("any");
        return right.reshard(request);
    }

    @Override
    public void pauseSignal(@Nullable Object why) {
        right.pauseSignal(why);
    }

    @Override
    public void resumeSignal(@Nullable Object why) {
        right.resumeSignal(why);
    }

    @Override
    public String pause(@Nullable Object why) {
        return right.pause(why);
    }

    @Override
    public void validatePause(@Nullable Object why) {
        right.validatePause(why);
    }

    @Override
    public String resume(@Nullable Object why) {
        return right.resume(why);
    }

    @Override
    public void validateResume(@Nullable Object why) {
        right.validateResume(why);
    }

    @Override
    public PaceLimits tune(@Nullable PaceLimits pace) {
        return right.tune(pace);
    }

    @Override
    public void validateTune(@Nullable PaceLimits pace) {
        right.validateTune(pace);
    }

    @Override
    public String finishEarly(@Nullable Object why) {
        return right.finishEarly(why);
    }

    @Override
    public void validateFinishEarly(@Nullable Object why) {
        right.validateFinishEarly(why);
    }

    @Override
    public String rollback(@Nullable Object why) {
        return right.rollback(why);
    }

    @Override
    public void validateRollback(@Nullable Object why) {
        right.validateRollback(why);
    }

    @Override
    public String approve(@Nullable Object who) {
        return right.approve(who);
    }

    @Override
    public void validateApprove(@Nullable Object who) {
        right.validateApprove(who);
    }

    @Override
    public String retryParked(@Nullable Object why) {
        return right.retryParked(why);
    }

    @Override
    public void validateRetryParked(@Nullable Object why) {
        right.validateRetryParked(why);
    }

    @Override
    public Progress progress() {
        return right.progress();
    }

    @Override
    public List<SlotMove> plan() {
        return right.plan();
    }

    @Override
    public Report report() {
        return right.report();
    }
}
