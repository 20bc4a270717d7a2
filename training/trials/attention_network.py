import numpy as np
from netatt import NetAtt
from kg.extraction.network import log_softmax
from kg.extraction.features import as_seen, word_rows
class Fast(NetAtt):
    def __init__(self,*a,**k):
        super().__init__(*a,**k)
        self._rowof={}
        for l,(g,b,W,wb,O,ob,sb) in list(self._att.items()):
            H=len(sb); w=len(g); d=w//H
            W2=(g[:,None]*W).astype(np.float32); b2=(b@W+wb).astype(np.float32)
            W2[:,:w]/=np.sqrt(d); b2=b2.copy(); b2[:w]/=np.sqrt(d)
            self._att[l]=(np.ascontiguousarray(W2),b2,O,ob,(np.exp(sb)-1).astype(np.float32),d)
    def _read(self, words, hints):
        seen = self._word_vectors(words) + self._hints[hints].sum(axis=1)
        np.maximum(seen, 0, out=seen)
        size, width = seen.shape
        r=self._rowof
        ids=np.empty(size,dtype=np.int32)
        for i,w in enumerate(words):
            n=r.get(w)
            if n is None: n=r[w]=word_rows(as_seen(w))[0]
            ids[i]=n
        same=(ids[:,None]==ids).astype(np.float32)
        for i, (kernel, bias, step) in enumerate(self._layers):
            if i in self._papers:
                weights, base = self._papers[i]
                seen += np.concatenate([seen.mean(axis=0), seen.max(axis=0)]) @ weights + base
            if i in self._att:
                W,b,O,ob,sb,d=self._att[i]
                x=seen-seen.mean(1,keepdims=True); x*=1/np.sqrt(np.einsum('ij,ij->i',x,x)/width+1e-5)[:,None]
                qkv=x@W; qkv+=b
                told=np.empty_like(seen)
                for h in range(len(sb)):
                    c=h*d
                    sc=qkv[:,c:c+d]@qkv[:,width+c:width+c+d].T
                    np.clip(sc,-60,60,out=sc); np.exp(sc,out=sc)
                    f=same*sb[h]; f+=1; sc*=f
                    t=sc@qkv[:,2*width+c:2*width+c+d]; t/=sc.sum(1,keepdims=True)
                    told[:,c:c+d]=t
                seen+=told@O; seen+=ob
            wide = np.zeros((size, 3 * width), dtype=np.float32)
            wide[step:, :width] = seen[:-step]
            wide[:, width : 2 * width] = seen
            wide[:-step, 2 * width :] = seen[step:]
            read = wide @ kernel
            read += bias
            gate = read[:, width:]
            np.negative(gate, out=gate); np.exp(gate, out=gate); gate += 1
            seen += read[:, :width] / gate
        out = seen @ self._out + self._out_bias
        return log_softmax(out[:, : self._tags]), log_softmax(out[:, self._tags :])
